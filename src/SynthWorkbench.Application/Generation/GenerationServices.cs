using Microsoft.Extensions.DependencyInjection;
using SynthWorkbench.Application.Jobs;

namespace SynthWorkbench.Application.Generation;

public static class GenerationServices
{
    public static IServiceCollection AddGeneration(this IServiceCollection services) => services
        .AddSingleton<ModelCache>()
        .AddSingleton<ModelFitting>()
        .AddSingleton<FitQuotes>()
        .AddSingleton<RunModels>()
        .AddSingleton<RelationRuns>()
        .AddSingleton<RunService>()
        .AddSingleton<RunComparisons>()
        .AddSingleton<IJobHandler, GenerationJob>();
}
