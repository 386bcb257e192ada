using Microsoft.Extensions.DependencyInjection;

namespace SynthWorkbench.Application.Generation;

public static class GenerationServices
{
    public static IServiceCollection AddGeneration(this IServiceCollection services) => services;
}
