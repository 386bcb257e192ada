using Microsoft.AspNetCore.Components;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Queue;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Web.Infrastructure;
using SynthWorkbench.Web.Interop;

namespace SynthWorkbench.Web.Components.Review.Queue;

/// <summary>One item, one rubric. Answers live in the browser's outbox and the database, never in the circuit alone.</summary>
public sealed partial class ReviewPage : IReviewListener, ISelectionListener, IAsyncDisposable
{
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(45);

    private readonly Stack<ReviewAnswers> _undo = new(), _redo = new();
    private Actor _actor;
    private LeasedItem? _item, _next;
    private ReviewedItem? _past;
    private ReviewAnswers _answers = ReviewAnswers.Empty;
    private KeptDraft _seen = KeptDraft.None;
    private IReadOnlyList<AnswerProblem> _problems = [];
    private IReadOnlyList<MyDecision> _history = [];
    private MyProgress? _progress;
    private (KeptDraft Theirs, DecisionId? Decision)? _conflict;
    private DecisionId? _supersedes;
    private ElementReference _root;
    private object _form = new();
    private Pane _pane;
    private string _comment = "", _reason = "";
    private string? _why, _notice;
    private bool _unclear, _flagged, _skipping, _help, _begin, _drawn, _gone;
    private PeriodicTimer? _timer;

    private enum Pane
    {
        None,
        Guidelines,
        History,
    }

    [Parameter] public Guid CampaignKey { get; set; }

    [Parameter] public Guid? ItemKey { get; set; }

    [Inject] private ReviewQueue Queue { get; set; } = null!;

    [Inject] private ReviewHistory Mine { get; set; } = null!;

    [Inject] private ReviewOutbox Outbox { get; set; } = null!;

    [Inject] private TextSelection Selection { get; set; } = null!;

    [Inject] private CurrentWorkspace Workspace { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    private CampaignId Campaign => new(CampaignKey);

    private ItemContent? Content => _past?.Content ?? _item?.Content;

    private Rubric? Rubric => _past?.Rubric ?? _item?.Rubric;

    private int? Number => _past?.Number ?? _item?.Number;

    private string? Name => _past?.CampaignName ?? _item?.CampaignName;

    protected override async Task OnParametersSetAsync()
    {
        _actor = await Workspace.GetActorAsync();
        if (ItemKey is { } key)
        {
            _past = await Mine.OpenAsync(_actor, new ReviewItemId(key), CancellationToken.None);
            _why = _past is null ? "There is no such item among your answers in this workspace." : null;
            Show(_past is null ? KeptDraft.None : new KeptDraft(0, _past.Answers, _past.Comment));
            _supersedes = _past?.Decision;
        }
        else
        {
            _past = null;
            await TakeAsync(await Queue.NextAsync(_actor, Campaign, null, CancellationToken.None));
        }

        await RefreshAsync();
        if (_timer is null)
        {
            _timer = new PeriodicTimer(RenewEvery);
            _ = RenewAsync(_timer);
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_begin && Content is not null)
        {
            _begin = false;
            if (_past is not null)
                await Outbox.BeginAsync(_root, _actor.UserId, _past, _seen, this);
            else
                await Outbox.BeginAsync(_root, _actor.UserId, _item!, _seen, this);
            await Selection.AttachAsync(_root, this);

            // The item after this one is taken while this one is read, so that it is there at once.
            if (_past is null && _next is null)
                _next = (await Queue.NextAsync(_actor, Campaign, _item!.Item, CancellationToken.None)).Item;
        }
        else if (_drawn)
        {
            _drawn = false;
            await Outbox.DrawnAsync();
        }
    }

    private async Task TakeAsync(NextItem next)
    {
        (_item, _why) = (next.Item, next.Why);
        if (_item is null)
            await Outbox.EndAsync();
        Show(_item is null ? KeptDraft.None : new KeptDraft(_item.Revision, _item.Answers, _item.Comment));
        _supersedes = null;
    }

    private void Show(KeptDraft draft)
    {
        Draw(draft);
        (_reason, _unclear, _flagged, _skipping) = ("", false, false, false);
    }

    /// <summary>Draws a form of elements of its own that stands on a draft, and watches it.</summary>
    private void Draw(KeptDraft draft)
    {
        (_form, _begin) = (new object(), true);
        (_seen, _answers, _comment) = (draft, draft.Answers, draft.Comment);
        (_problems, _conflict, _notice) = ([], null, null);
        _undo.Clear();
        _redo.Clear();
    }

    private async Task RefreshAsync()
    {
        _progress = await Mine.ProgressAsync(_actor, Campaign, CancellationToken.None);
        if (_pane == Pane.History)
            _history = await Mine.ListAsync(_actor, Campaign, CancellationToken.None);
    }

    private Task ChangeAsync(ReviewAnswers answers)
    {
        _undo.Push(_answers);
        _redo.Clear();
        return SetAsync(answers);
    }

    private Task SetAsync(ReviewAnswers answers)
    {
        (_answers, _problems, _drawn) = (answers, [], true);
        return InvokeAsync(StateHasChanged);
    }

    private Task UndoAsync() => StepAsync(_undo, _redo);

    private Task RedoAsync() => StepAsync(_redo, _undo);

    private Task StepAsync(Stack<ReviewAnswers> from, Stack<ReviewAnswers> to)
    {
        if (!from.TryPop(out var answers))
            return Task.CompletedTask;
        to.Push(_answers);
        return SetAsync(answers);
    }

    private Task SubmitAsync() => Outbox.SubmitAsync(_unclear, _flagged, _supersedes);

    private async Task SkipAsync()
    {
        var result = await Outbox.SkipAsync(_reason);
        if (result.IsKept)
            await GoOnAsync();
        else
            _notice = result.Message;
    }

    private void Toggle(Pane pane) => _pane = _pane == pane ? Pane.None : pane;

    private async Task ToggleAsync(Pane pane)
    {
        Toggle(pane);
        await RefreshAsync();
    }

    /// <summary>From a correction back to the queue. In it, the item that was taken ahead comes at once; what it costs to read progress comes after it is on screen.</summary>
    private async Task GoOnAsync(string? notice = null)
    {
        if (_past is not null)
        {
            Navigation.NavigateTo($"review/{CampaignKey}");
            return;
        }

        var ahead = _next;
        _next = null;
        await TakeAsync(ahead is not null ? new NextItem(ahead, null) : await Queue.NextAsync(_actor, Campaign, null, CancellationToken.None));
        _notice = notice;
        StateHasChanged();
        await RefreshAsync();
    }

    /// <summary>Through my decisions, newest first; before the newest stands the queue.</summary>
    private async Task StepAsync(int by)
    {
        var items = (await Mine.ListAsync(_actor, Campaign, CancellationToken.None)).Where(d => d.Kind != DecisionKind.Skip).Select(d => d.Item.Value).Distinct().ToList();
        int at = (ItemKey is { } key ? items.IndexOf(key) : -1) + by;
        if (at >= -1 && at < items.Count)
            Navigation.NavigateTo(at < 0 ? $"review/{CampaignKey}" : $"review/{CampaignKey}/items/{items[at]}");
    }

    private async Task RenewAsync(PeriodicTimer timer)
    {
        while (await timer.WaitForNextTickAsync() && !_gone)
        {
            if (_past is not null)
                continue;
            if (_next is { } next && !await Queue.RenewAsync(_actor, next.Slot, next.LeaseToken, CancellationToken.None))
                _next = null;
            if (_item is { } item && !await Queue.RenewAsync(_actor, item.Slot, item.LeaseToken, CancellationToken.None) && item == _item)
            {
                _notice = "Your hold on this item has ended, by a long pause or by the lead. You can still submit: your answer is kept.";
                await InvokeAsync(StateHasChanged);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _gone = true;
        _timer?.Dispose();
        await Selection.DetachAsync();
        await Outbox.EndAsync();
    }
}
