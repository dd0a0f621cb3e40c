from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.kept_forms import member_action
from accounts.sessions.services import end_session


@member_action(page="usersessions_list")
def end(request: HttpRequest, session_id: int) -> HttpResponse:
    end_session(request, session_id)
    messages.success(request, _("That device is signed out."))
    return redirect("usersessions_list")
