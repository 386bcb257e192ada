using Microsoft.AspNetCore.Identity;
using SynthWorkbench.Application.Accounts;

namespace SynthWorkbench.Web.Startup;

/// <summary>Signing in: cookies, and how soon a change of the account ends its sessions.</summary>
internal static class WorkbenchIdentity
{
    public static IServiceCollection AddWorkbenchIdentity(this IServiceCollection services)
    {
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        new IdentityBuilder(typeof(WorkbenchUser), services).AddSignInManager();
        services.Configure<SecurityStampValidatorOptions>(options => options.ValidationInterval = TimeSpan.FromMinutes(1));
        services.ConfigureApplicationCookie(options =>
        {
            options.LoginPath = "/Account/Login";
            options.AccessDeniedPath = "/not-allowed";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.ExpireTimeSpan = TimeSpan.FromHours(12);
            options.SlidingExpiration = true;
        });
        return services;
    }
}
