using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Jobs;
using Xunit;

namespace SynthWorkbench.Application.Tests.Datasets;

/// <summary>A workbench on a real SQLite database in a folder of its own, with a data scientist and a reviewer.</summary>
public sealed class DatasetsFixture : IAsyncDisposable
{
    private readonly Func<ServiceProvider> _build;
    private ServiceProvider _provider;

    private DatasetsFixture(Func<ServiceProvider> build, string folder)
    {
        _build = build;
        _provider = build();
        Folder = folder;
    }

    public string Folder { get; }

    public Actor Scientist { get; private set; }

    public Actor Reviewer { get; private set; }

    public Actor Stranger { get; private set; }

    public T Get<T>()
        where T : notnull => _provider.GetRequiredService<T>();

    /// <param name="time">The clock; the system's when null.</param>
    /// <param name="configure">Adds services of a test's own.</param>
    public static async Task<DatasetsFixture> CreateAsync(TimeProvider? time = null, Action<IServiceCollection>? configure = null)
    {
        string folder = Path.Combine(Path.GetTempPath(), "synthworkbench-tests", Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(folder);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { ["Workbench:DataFolder"] = folder }).Build();
        var fixture = new DatasetsFixture(Build, folder);
        await using var db = await fixture.Get<IDbContextFactory<WorkbenchDbContext>>().CreateDbContextAsync();
        await db.Database.EnsureCreatedAsync();
        fixture.Scientist = Add(db, "Ada", WorkspaceRoles.DataScientist, null);
        fixture.Reviewer = Add(db, "Rita", WorkspaceRoles.Reviewer, fixture.Scientist.WorkspaceId);
        fixture.Stranger = Add(db, "Sam", WorkspaceRoles.DataScientist, null);
        await db.SaveChangesAsync();
        return fixture;

        ServiceProvider Build()
        {
            var services = new ServiceCollection();
            services.AddLogging();
            if (time is not null)
                services.AddSingleton(time);
            services.AddWorkbench(configuration);
            configure?.Invoke(services);
            return services.BuildServiceProvider();
        }
    }

    /// <summary>Goes on with services that know nothing but what is in the folder, as a server does that was started again.</summary>
    public async Task StartAgainAsync()
    {
        await _provider.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _provider = _build();
    }

    /// <summary>A second server on the same folder, beside the first.</summary>
    public ServiceProvider OpenAnother() => _build();

    /// <summary>One more person, in a workspace that exists or, with null, in one of their own.</summary>
    public async Task<Actor> AddAsync(string name, WorkspaceRoles roles, WorkspaceId? workspace)
    {
        await using var db = await Get<IDbContextFactory<WorkbenchDbContext>>().CreateDbContextAsync();
        var actor = Add(db, name, roles, workspace);
        await db.SaveChangesAsync();
        return actor;
    }

    /// <summary>Starts the job runner, as a server does.</summary>
    public async Task StartJobsAsync()
    {
        foreach (var service in _provider.GetServices<IHostedService>())
            await service.StartAsync(default);
    }

    /// <summary>Waits for a job to end, or for whatever else is asked.</summary>
    public async Task<JobView> UntilAsync(Actor actor, JobId id, Func<JobView, bool>? reached = null)
    {
        var board = Get<JobBoard>();
        using var changed = new SemaphoreSlim(1);
        using (board.Subscribe(actor.WorkspaceId, () => changed.Release()))
        {
            while (true)
            {
                await changed.WaitAsync(TestContext.Current.CancellationToken);
                if (await board.GetAsync(actor, id, default) is { } job && (reached?.Invoke(job) ?? !job.IsOpen))
                    return job;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _provider.GetServices<IHostedService>())
            await service.StopAsync(default);
        await _provider.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>An account as the accounts services would make it, without a password.</summary>
    public static WorkbenchUser NewUser(string name)
    {
        string email = name.ToLowerInvariant() + "@example.org", normalized = email.ToUpperInvariant();
        return new WorkbenchUser { Id = Guid.CreateVersion7(), UserName = email, NormalizedUserName = normalized, Email = email, NormalizedEmail = normalized, DisplayName = name, SecurityStamp = name };
    }

    private static Actor Add(WorkbenchDbContext db, string name, WorkspaceRoles roles, WorkspaceId? workspace)
    {
        var user = NewUser(name);
        db.Add(user);
        if (workspace is null)
        {
            workspace = WorkspaceId.New();
            db.Add(new Workspace { Id = workspace.Value, Name = name + "'s" });
        }

        db.Add(new Membership { UserId = user.Id, WorkspaceId = workspace.Value, Roles = roles });
        return new Actor(user.Id, name, workspace.Value);
    }
}
