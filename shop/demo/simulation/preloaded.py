"""What every process of a simulation needs, loaded where it is imported first. It opens no connection and starts no thread."""

import django

django.setup()
