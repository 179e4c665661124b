"""
URL configuration for learning project.

The `urlpatterns` list routes URLs to views. For more information please see:
    https://docs.djangoproject.com/en/5.2/topics/http/urls/
Examples:
Function views
    1. Add an import:  from my_app import views
    2. Add a URL to urlpatterns:  path('', views.home, name='home')
Class-based views
    1. Add an import:  from other_app.views import Home
    2. Add a URL to urlpatterns:  path('', Home.as_view(), name='home')
Including another URLconf
    1. Import the include() function: from django.urls import include, path
    2. Add a URL to urlpatterns:  path('blog/', include('blog.urls'))
"""
from django.contrib import admin
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path
from django.views.generic import CreateView, RedirectView

urlpatterns = [
    path('admin/', admin.site.urls),
    path('', RedirectView.as_view(pattern_name='index')),
    path('chat/', include('chat.urls')),
    path('signup/', CreateView.as_view(
        form_class=UserCreationForm, success_url='/login/',
        template_name='chat/account.html', extra_context={'title': 'Sign up'},
    ), name='sign_up'),
    path('login/', LoginView.as_view(template_name='chat/account.html'), name='login'),
    path('logout/', LogoutView.as_view(), name='logout'),
]
