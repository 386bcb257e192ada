using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;
using SynthWorkbench.Application.Auditing;
using SynthWorkbench.Web.Infrastructure;

namespace SynthWorkbench.Web.Components.Audit;

public sealed partial class AuditPage
{
    private const int Size = 50;
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    private readonly Filter _filter = new();
    private Application.Auditing.AuditPage? _page;
    private AuditEntry? _entry;
    private AuditCheck? _check;

    [SupplyParameterFromQuery]
    public string? Text { get; set; }

    [SupplyParameterFromQuery]
    public string? Person { get; set; }

    [SupplyParameterFromQuery]
    public string? Action { get; set; }

    [SupplyParameterFromQuery]
    public DateOnly? From { get; set; }

    [SupplyParameterFromQuery]
    public DateOnly? Until { get; set; }

    [SupplyParameterFromQuery]
    public int Page { get; set; }

    [SupplyParameterFromQuery]
    public long? Entry { get; set; }

    [Inject]
    private AuditTrail Trail { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private CurrentWorkspace Workspace { get; set; } = null!;

    protected override async Task OnParametersSetAsync()
    {
        Page = Math.Max(0, Page);
        (_filter.Text, _filter.Person, _filter.Action, _filter.From, _filter.Until) = (Text, Person, Action, From, Until);
        var actor = await Workspace.GetActorAsync();
        _page = await Trail.SearchAsync(actor, new AuditQuery(Text, Person, Action, From, Until), Page, Size, CancellationToken.None);
        _entry = Entry is { } sequence ? await Trail.FindAsync(actor, sequence, CancellationToken.None) : null;
    }

    private static string CheckSentence(AuditCheck check) => check.BrokenAt is { } at
        ? $"Entry {at} does not follow from the one before it: it was changed, removed or inserted after the fact. The {check.Entries:N0} entries before it hold."
        : $"All {check.Entries:N0} entries follow from one another. The head is {check.Head}.";

    private async Task CheckAsync() => _check = await Trail.CheckAsync(await Workspace.GetActorAsync(), CancellationToken.None);

    private void Apply() => Navigation.NavigateTo(Query("audit", _filter, 0, null));

    private string Url(int page, long? entry) => Query("audit", Present(), page, entry);

    private string Export(string format) => Query($"/audit/export.{format}", Present(), 0, null);

    private Filter Present() => new() { Text = Text, Person = Person, Action = Action, From = From, Until = Until };

    private static string Query(string path, Filter filter, int page, long? entry) => QueryHelpers.AddQueryString(path, new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["text"] = Kept(filter.Text),
        ["person"] = Kept(filter.Person),
        ["action"] = Kept(filter.Action),
        ["from"] = filter.From?.ToString("yyyy-MM-dd", Invariant),
        ["until"] = filter.Until?.ToString("yyyy-MM-dd", Invariant),
        ["page"] = page > 0 ? page.ToString(Invariant) : null,
        ["entry"] = entry?.ToString(Invariant),
    }.Where(p => p.Value is not null));

    private static string? Kept(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    private sealed class Filter
    {
        public string? Text { get; set; }

        public string? Person { get; set; }

        public string? Action { get; set; }

        public DateOnly? From { get; set; }

        public DateOnly? Until { get; set; }
    }
}
