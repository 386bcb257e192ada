using Microsoft.Extensions.DependencyInjection;

namespace SynthWorkbench.Application.Fidelity;

public static class FidelityServices
{
    public static IServiceCollection AddFidelity(this IServiceCollection services) => services;
}
