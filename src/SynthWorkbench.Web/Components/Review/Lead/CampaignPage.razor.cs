using Microsoft.AspNetCore.Components;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Review;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Queue;
using SynthWorkbench.Web.Components.Shared;
using SynthWorkbench.Web.Infrastructure;

namespace SynthWorkbench.Web.Components.Review.Lead;

/// <summary>A campaign as its lead sees it, live.</summary>
public sealed partial class CampaignPage : IDisposable
{
    private static readonly string[] Tabs = ["Progress", "Disagreements", "Reviewers", "Notes"];

    private CampaignOverview? _board;
    private IReadOnlyList<CampaignAssignment> _members = [];
    private LiveRefresh? _live;
    private Actor _actor;
    private string? _message;
    private bool _loaded;
    private string _tab = "Progress";

    [Parameter] public Guid Key { get; set; }

    [Inject] private CampaignBoard Boards { get; set; } = null!;

    [Inject] private CampaignLead Leading { get; set; } = null!;

    [Inject] private ReviewSignals Signals { get; set; } = null!;

    [Inject] private CampaignMaking Making { get; set; } = null!;

    [Inject] private CurrentWorkspace Workspace { get; set; } = null!;

    private CampaignId Campaign => new(Key);

    private Status Verdict => _board!.Verdict switch
    {
        LotVerdict.Accepted => Status.Pass,
        LotVerdict.Rejected => Status.Fail,
        _ when _board.PreparingFailed is not null => Status.Failed,
        _ when _board.State == CampaignState.Preparing => Status.Queued,
        _ when _board.State == CampaignState.Closed => Status.Done,
        _ => Status.Running,
    };

    private string Sentence
    {
        get
        {
            var board = _board!;
            if (board.PreparingFailed is { } problem)
                return $"The items could not be drawn: {problem}";
            if (board.State == CampaignState.Preparing)
                return "Items are being drawn; the campaign opens by itself.";
            string closed = board.State == CampaignState.Closed ? $"Closed by {board.ClosedBy} on {board.ClosedAt:yyyy-MM-dd HH:mm} UTC. " : "";
            string disputes = board.Waiting switch { 0 => "", 1 => " One disagreement waits for you.", var n => $" {n:N0} disagreements wait for you." };
            return closed + (board.Lot is { } lot ? LotChart.Sentence(lot) + "." : $"{board.Decided:N0} of {board.Items:N0} items are decided.") + disputes;
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        _actor = await Workspace.GetActorAsync();

        // Listened to before the first look, so that no change falls between the two.
        _live?.Dispose();
        _live = new LiveRefresh(changed => Signals.Subscribe(Campaign, changed), () => InvokeAsync(async () =>
        {
            await RefreshAsync();
            StateHasChanged();
        }));
        await RefreshAsync();
        _members = [.. (await Making.ReviewersAsync(_actor, CancellationToken.None)).Select(r => new CampaignAssignment(r.UserId, r.Name))];
        _loaded = true;
    }

    private async Task RefreshAsync() => _board = await Boards.GetAsync(_actor, Campaign, CancellationToken.None);

    private int? Count(string tab) => tab switch { "Disagreements" => _board!.Differing, "Notes" => _board!.Notes.Count, _ => null };

    private Task CloseAsync() => DoAsync(Leading.CloseAsync(_actor, Campaign, CancellationToken.None));

    private Task PrepareAgainAsync() => DoAsync(Leading.PrepareAgainAsync(_actor, Campaign, CancellationToken.None));

    private Task ReopenAsync() => DoAsync(Leading.ReopenAsync(_actor, Campaign, CancellationToken.None));

    private Task ReleaseAsync(ReviewSlotId slot) => DoAsync(Leading.ReleaseAsync(_actor, slot, CancellationToken.None));

    private Task ReassignAsync((Guid From, CampaignAssignment? To) move) => DoAsync(Leading.ReassignAsync(_actor, Campaign, move.From, move.To, CancellationToken.None));

    private Task RemoveAsync(Guid reviewer) => DoAsync(Leading.RemoveReviewerAsync(_actor, Campaign, reviewer, CancellationToken.None));

    private async Task DoAsync(Task<LeadResult> action)
    {
        _message = (await action).Message;
        await RefreshAsync();
    }

    public void Dispose() => _live?.Dispose();
}
