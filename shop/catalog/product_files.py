"""Which product files are read: tables, small enough, and no bigger inside than they may be outside."""

from io import BytesIO
from zipfile import BadZipFile, ZipFile

import openpyxl
import tablib
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from import_export.formats.base_formats import CSV, XLSX
from unfold.contrib.import_export.forms import ImportForm

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED_BYTES = 50 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 40


class CarefulXLSX(XLSX):
    """An .xlsx is a zip: a few bytes may claim to be gigabytes, or one cell in the last corner a table of billions."""

    def create_dataset(self, in_stream: bytes) -> tablib.Dataset:
        check_unpacked_size(in_stream)
        book = openpyxl.load_workbook(BytesIO(in_stream), read_only=True, data_only=True)
        sheet = book.active
        sheet.reset_dimensions()  # what the file claims; the rows tell how many there are
        rows = sheet.iter_rows(max_row=MAX_ROWS + 2, max_col=MAX_COLUMNS, values_only=True)
        headers = [name for name in next(rows, ()) if name is not None]
        dataset = tablib.Dataset(headers=headers)
        for row in rows:
            cells = [*row[: len(headers)], *[None] * (len(headers) - len(row))]
            if any(cell is not None for cell in cells):
                dataset.append(cells)
        if len(dataset) > MAX_ROWS:
            raise ValueError(_("A file may have up to %(count)d products.") % {"count": MAX_ROWS})
        return dataset


FORMATS = (CSV, CarefulXLSX)


def check_unpacked_size(packed: bytes) -> None:
    """By what the zip says of itself; more than that is never unpacked from it."""
    try:
        with ZipFile(BytesIO(packed)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except BadZipFile as error:
        raise ValueError(_("This file is no table that we can read.")) from error
    if unpacked > MAX_UNPACKED_BYTES:
        raise ValueError(_("This file is too big when it is unpacked."))


class ProductImportForm(ImportForm):
    def clean_import_file(self) -> UploadedFile:
        file = self.cleaned_data["import_file"]
        if file.size > MAX_BYTES:
            raise ValidationError(_("A product file may have up to 5 MB."))
        return file
