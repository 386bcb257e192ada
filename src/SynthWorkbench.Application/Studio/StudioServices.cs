using Microsoft.Extensions.DependencyInjection;
using SynthWorkbench.Application.Jobs;

namespace SynthWorkbench.Application.Studio;

public static class StudioServices
{
    public static IServiceCollection AddStudio(this IServiceCollection services) => services
        .AddSingleton<StudioMaterials>()
        .AddSingleton<StudioService>()
        .AddSingleton<FrontierSweeps>()
        .AddSingleton<IJobHandler, FitJob>()
        .AddSingleton<IJobHandler, FrontierJob>();
}
