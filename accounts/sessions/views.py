from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.sessions.services import end_session


@login_required
@require_POST
def end(request: HttpRequest, session_id: int) -> HttpResponse:
    end_session(request, session_id)
    messages.success(request, _("That device is signed out."))
    return redirect("usersessions_list")
