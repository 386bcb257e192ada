using Microsoft.Extensions.DependencyInjection;

namespace SynthWorkbench.Application.Jobs;

public static class JobsServices
{
    public static IServiceCollection AddJobs(this IServiceCollection services) => services
        .AddSingleton<JobSignals>()
        .AddSingleton<JobBoard>()
        .AddHostedService<JobRunner>();
}
