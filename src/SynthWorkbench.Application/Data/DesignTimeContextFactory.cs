using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.Extensions.DependencyInjection;
using SynthWorkbench.Application.Accounts;

namespace SynthWorkbench.Application.Data;

/// <summary>Gives the migration tool a context without starting the workbench: <c>dotnet ef migrations add NAME --project src/SynthWorkbench.Application</c>.</summary>
public sealed class DesignTimeContextFactory : IDesignTimeDbContextFactory<WorkbenchDbContext>
{
    // Identity reads the version of its tables from its settings, so the model has to be made with the settings that run.
    private static readonly ServiceProvider Settings = new ServiceCollection().AddAccounts().BuildServiceProvider();

    public WorkbenchDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<WorkbenchDbContext>().UseApplicationServiceProvider(Settings).UseSqlite("Data Source=:memory:").Options);
}
