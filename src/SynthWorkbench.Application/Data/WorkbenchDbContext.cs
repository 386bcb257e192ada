using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;

namespace SynthWorkbench.Application.Data;

/// <summary>An entity that belongs to one workspace. Bound contexts read and write only their own workspace's rows.</summary>
public interface IWorkspaceOwned
{
    WorkspaceId WorkspaceId { get; set; }
}

/// <summary>
/// The database. Entities are configured by <c>IEntityTypeConfiguration</c> classes in their slices and read through <c>Set&lt;T&gt;()</c>.
/// A context is bound to one workspace (query filter on every <see cref="IWorkspaceOwned"/> entity and a check on save) or,
/// for accounts and the job dispatcher alone, unbound.
/// </summary>
public sealed class WorkbenchDbContext(DbContextOptions<WorkbenchDbContext> options)
    : IdentityUserContext<WorkbenchUser, Guid>(options), IDataProtectionKeyContext
{
    /// <summary>The workspace that bounds this context; null leaves it unbound.</summary>
    public WorkspaceId? BoundTo { get; internal set; }

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => optionsBuilder.AddInterceptors(AppendOnlyGuard.Instance);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => configurationBuilder.UseEntityIds();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(WorkbenchDbContext).Assembly);
        foreach (Type type in builder.Model.GetEntityTypes().Select(e => e.ClrType).Where(t => typeof(IWorkspaceOwned).IsAssignableFrom(t)).ToList())
        {
            typeof(WorkbenchDbContext).GetMethod(nameof(BindToWorkspace), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!
                .MakeGenericMethod(type).Invoke(this, [builder]);
        }
    }

    private void BindToWorkspace<TEntity>(ModelBuilder builder)
        where TEntity : class, IWorkspaceOwned
    {
        builder.Entity<TEntity>().HasQueryFilter(e => BoundTo == null || e.WorkspaceId == BoundTo);

        // A filter guards reading only. As a concurrency token the workspace stands in the condition of every UPDATE and DELETE too, so that
        // a row attached by its key alone cannot reach into another workspace.
        builder.Entity<TEntity>().Property(e => e.WorkspaceId).IsConcurrencyToken();
    }

    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        RefuseForeignRows();
        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        RefuseForeignRows();
        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    private void RefuseForeignRows()
    {
        if (BoundTo is not { } workspace)
            return;
        foreach (var entry in ChangeTracker.Entries<IWorkspaceOwned>())
        {
            if (entry.State is EntityState.Added && entry.Entity.WorkspaceId == default)
                entry.Entity.WorkspaceId = workspace;
            if (entry.State is not (EntityState.Unchanged or EntityState.Detached)
                && (entry.Entity.WorkspaceId != workspace || (entry.State != EntityState.Added && entry.Property(e => e.WorkspaceId).OriginalValue != workspace)))
                throw new InvalidOperationException($"{entry.Metadata.ClrType.Name} belongs to another workspace than the context that saves it.");
        }
    }
}
