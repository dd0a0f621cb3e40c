"""Uploaded photographs are drawn anew: what is not a picture stays outside, and so does all that hides in one."""

from io import BytesIO
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
LONGEST_SIDE = 1600
# Pillow reads far more, some of it through other programs; a name that ends in .png promises nothing.
FORMATS = ("PNG", "JPEG", "WEBP", "AVIF")

# Pillow only warns of the smaller ones among the bombs.
BROKEN = (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning)


def clean_picture(upload: UploadedFile) -> ContentFile:
    """The same picture as WebP, upright, no side longer than 1600 px. Raises ValidationError in words."""
    if upload.size > MAX_BYTES:
        raise ValidationError(_("A picture may have up to 10 MB."))
    try:
        with Image.open(upload, formats=FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                raise ValidationError(_("This picture has too many pixels."))
            upright = ImageOps.exif_transpose(image).convert("RGBA" if "A" in image.getbands() else "RGB")
    except BROKEN as error:
        raise ValidationError(_("This file is not a picture that we can read.")) from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    drawn = BytesIO()
    upright.save(
        drawn, "WEBP", quality=85
    )  # the pixels alone: no place where it was taken, no profile, no text
    return ContentFile(drawn.getvalue(), name=f"{Path(upload.name).stem[:60]}.webp")
