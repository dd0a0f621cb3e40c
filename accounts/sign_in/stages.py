"""What stands between the right password or code and being signed in. Of an address and a number, one is to be proven."""

from allauth.account import stages
from allauth.account.authentication import get_authentication_records
from django.http import HttpResponse

from accounts.sign_in.selectors import is_verified


class OneProofIsEnough:
    def handle(self) -> tuple[HttpResponse | None, bool]:
        account = self.login.user
        if account and (is_verified(account) or self._came_by_code()):
            return None, True
        return super().handle()

    def _came_by_code(self) -> bool:
        records = get_authentication_records(self.request, self.login.user)
        return any(record["method"] == "code" for record in records)


class PhoneVerificationStage(OneProofIsEnough, stages.PhoneVerificationStage):
    pass


class EmailVerificationStage(OneProofIsEnough, stages.EmailVerificationStage):
    pass


OURS = {
    "allauth.account.stages.PhoneVerificationStage": f"{__name__}.PhoneVerificationStage",
    "allauth.account.stages.EmailVerificationStage": f"{__name__}.EmailVerificationStage",
}
