using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SynthWorkbench.Application;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Exchange;
using SynthWorkbench.Application.Review.Queue;
using SynthWorkbench.Application.Review.Rubrics;

namespace SynthWorkbench.Benchmarks;

/// <summary>A reviewer with the items that are kept for them, in the queue's order.</summary>
internal sealed record ReviewPerson(string Email, Guid User, IReadOnlyList<Guid> Items);

/// <summary>A data folder with a workspace, its reviewers, a rubric and an open campaign, made through the Application services before a server runs on it.</summary>
internal sealed class ReviewWorkspace : IAsyncDisposable
{
    public const string Password = "Benchmark-Pass-2026";

    public const string LeadEmail = "lead@example.org";

    private ReviewWorkspace(string folder, Actor lead, CampaignId campaign, IReadOnlyList<ReviewPerson> people)
    {
        (Folder, Lead, Campaign, People) = (folder, lead, campaign, people);
    }

    public string Folder { get; }

    public Actor Lead { get; }

    public CampaignId Campaign { get; }

    public IReadOnlyList<ReviewPerson> People { get; }

    /// <summary>An acceptance is declared whose sample is the whole campaign: the lot's course is counted after each item decided, and the verdict never comes before the end.</summary>
    public static async Task<ReviewWorkspace> MakeAsync(int people, int items, int overlap)
    {
        string folder = Directory.CreateTempSubdirectory("synthwb-review-").FullName;
        await using var provider = Services(folder);
        await provider.GetRequiredService<DatabaseStart>().RunAsync(CancellationToken.None);
        var contexts = provider.GetRequiredService<IDbContextFactory<WorkbenchDbContext>>();
        var workspace = new Workspace { Id = WorkspaceId.New(), Name = "Benchmark" };
        Actor lead;
        List<WorkbenchUser> reviewers;
        await using (var db = await contexts.CreateDbContextAsync())
        {
            // Hashing is slow by intent; one password for all is hashed once.
            string hash = new PasswordHasher<WorkbenchUser>().HashPassword(new WorkbenchUser(), Password);
            db.Add(workspace);
            lead = new Actor(Add("Lea Lead", LeadEmail, WorkspaceRoles.Lead).Id, "Lea Lead", workspace.Id);
            reviewers = [.. Enumerable.Range(1, people).Select(i => Add($"Reviewer {i}", $"reviewer{i}@example.org", WorkspaceRoles.Reviewer))];
            await db.SaveChangesAsync();

            WorkbenchUser Add(string name, string email, WorkspaceRoles roles)
            {
                string normalized = email.ToUpperInvariant();
                var user = new WorkbenchUser
                {
                    Id = Guid.CreateVersion7(), UserName = email, NormalizedUserName = normalized, Email = email, NormalizedEmail = normalized, EmailConfirmed = true, DisplayName = name,
                    PasswordHash = hash, SecurityStamp = Guid.NewGuid().ToString("N"), LockoutEnabled = true,
                };
                db.AddRange(user, new Membership { UserId = user.Id, WorkspaceId = workspace.Id, Roles = roles });
                return user;
            }
        }

        var rubric = await provider.GetRequiredService<RubricCatalog>().SaveAsync(lead, null, RubricSamples.Plausibility, "", CancellationToken.None);
        var plan = new CampaignPlan
        {
            Source = CampaignSource.File, Sampling = new SamplingPlan { Kind = SamplingKind.All, Items = items }, Overlap = overlap,
            Reviewers = [.. reviewers.Select(r => new CampaignAssignment(r.Id, r.DisplayName))],
            Acceptance = new AcceptancePlan { Kind = AcceptanceKind.Fixed, SampleSize = items, AcceptanceNumber = items - 1 },
        };
        var file = new ImportedItems("items.csv", [.. Enumerable.Range(1, items).Select(i => new ImportedItem($"record {i}", new ItemContent { Fields = [.. Enumerable.Range(1, 20).Select(f => new ItemField($"field {f}", $"value {f} of {i}"))] }))]);
        var made = await provider.GetRequiredService<CampaignMaking>().CreateAsync(lead, "Lot", rubric.Version!.Value, plan, file, Guid.CreateVersion7(), CancellationToken.None);
        if (!made.Succeeded)
            throw new InvalidOperationException(string.Join(' ', made.Problems.Select(p => p.Message)));
        await OpenedAsync(provider, contexts, made.Campaign.Value);

        await using var read = await contexts.CreateDbContextAsync();
        var slots = await read.Set<ReviewSlot>().AsNoTracking().Where(s => s.CampaignId == made.Campaign.Value).OrderBy(s => s.ItemNumber).Select(s => new { s.KeptFor, s.ItemId }).ToListAsync();
        var kept = slots.ToLookup(s => s.KeptFor, s => s.ItemId.Value);
        return new ReviewWorkspace(folder, lead, made.Campaign.Value, [.. reviewers.Select(r => new ReviewPerson(r.Email!, r.Id, [.. kept[r.Id]]))]);
    }

    /// <summary>The Application services on the data folder, without a server.</summary>
    public ServiceProvider Services() => Services(Folder);

    private static ServiceProvider Services(string folder) =>
        new ServiceCollection().AddLogging().AddWorkbench(new ConfigurationBuilder().AddInMemoryCollection([new("Workbench:DataFolder", folder)]).Build()).BuildServiceProvider();

    /// <summary>Lets the job draw the items, and waits until the campaign is open.</summary>
    private static async Task OpenedAsync(ServiceProvider provider, IDbContextFactory<WorkbenchDbContext> contexts, CampaignId campaign)
    {
        foreach (var service in provider.GetServices<IHostedService>())
            await service.StartAsync(CancellationToken.None);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (await timer.WaitForNextTickAsync())
        {
            await using var db = await contexts.CreateDbContextAsync();
            if (await db.Set<Campaign>().AnyAsync(c => c.Id == campaign && c.State == CampaignState.Open))
                break;
        }

        foreach (var service in provider.GetServices<IHostedService>())
            await service.StopAsync(CancellationToken.None);
    }

    /// <summary>All decisions in the database.</summary>
    public async Task<IReadOnlyList<ReviewDecision>> DecisionsAsync()
    {
        await using var provider = Services();
        await using var db = await provider.GetRequiredService<IDbContextFactory<WorkbenchDbContext>>().CreateDbContextAsync();
        return await db.Set<ReviewDecision>().AsNoTracking().Where(d => d.CampaignId == Campaign).ToListAsync();
    }

    public async Task<IReadOnlyList<ReviewDraft>> DraftsAsync()
    {
        await using var provider = Services();
        await using var db = await provider.GetRequiredService<IDbContextFactory<WorkbenchDbContext>>().CreateDbContextAsync();
        return await db.Set<ReviewDraft>().AsNoTracking().Where(d => d.CampaignId == Campaign).ToListAsync();
    }

    public async Task<int> DoneSlotsAsync()
    {
        await using var provider = Services();
        await using var db = await provider.GetRequiredService<IDbContextFactory<WorkbenchDbContext>>().CreateDbContextAsync();
        return await db.Set<ReviewSlot>().CountAsync(s => s.CampaignId == Campaign && s.State == SlotState.Done);
    }

    public ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
