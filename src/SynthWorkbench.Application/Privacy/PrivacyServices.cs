using Microsoft.Extensions.DependencyInjection;

namespace SynthWorkbench.Application.Privacy;

public static class PrivacyServices
{
    public static IServiceCollection AddPrivacy(this IServiceCollection services) => services.AddSingleton<PrivacyLedger>();
}
