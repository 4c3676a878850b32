from django.http import HttpResponse


def accountability_days(request):
    return HttpResponse("x")
