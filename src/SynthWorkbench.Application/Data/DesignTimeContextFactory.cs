using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace SynthWorkbench.Application.Data;

/// <summary>Gives the migration tool a context without starting the workbench: <c>dotnet ef migrations add NAME --project src/SynthWorkbench.Application</c>.</summary>
public sealed class DesignTimeContextFactory : IDesignTimeDbContextFactory<WorkbenchDbContext>
{
    public WorkbenchDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<WorkbenchDbContext>().UseSqlite("Data Source=:memory:").Options);
}
