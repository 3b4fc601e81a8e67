from khoso.stages.recognition.alike import routes as alike
from khoso.stages.recognition.confirming import routes as confirming
from khoso.stages.recognition.personal import routes as personal
from khoso.stages.recognition.policies import routes as policies
from khoso.stages.recognition.terms import routes as terms

app_name = "recognition"
urlpatterns = [
    *alike.urlpatterns,
    *confirming.urlpatterns,
    *personal.urlpatterns,
    *policies.urlpatterns,
    *terms.urlpatterns,
]
