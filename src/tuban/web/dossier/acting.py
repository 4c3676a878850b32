from django.http import HttpResponse
def stub(request, **k): return HttpResponse("stub")
