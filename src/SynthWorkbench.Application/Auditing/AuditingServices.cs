using Microsoft.Extensions.DependencyInjection;

namespace SynthWorkbench.Application.Auditing;

public static class AuditingServices
{
    public static IServiceCollection AddAuditing(this IServiceCollection services) => services.AddSingleton<AuditTrail>();
}
