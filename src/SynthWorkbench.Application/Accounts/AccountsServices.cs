using Microsoft.Extensions.DependencyInjection;

namespace SynthWorkbench.Application.Accounts;

public static class AccountsServices
{
    public static IServiceCollection AddAccounts(this IServiceCollection services) => services
        .AddSingleton<CurrentMembership>()
        .AddSingleton<DatabaseStart>()
        .AddSingleton<FirstRun>()
        .AddSingleton<DemoWorkspace>();
}
