using Microsoft.AspNetCore.Components;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Calibration.Sessions;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Web.Components.Shared;
using SynthWorkbench.Web.Infrastructure;

namespace SynthWorkbench.Web.Components.Calibration;

/// <summary>A session's room, live. What it shows is read from the log each time; the circuit keeps nothing that matters.</summary>
public sealed partial class RoomPage : IDisposable
{
    private RoomView? _view;
    private ItemContent? _content;
    private IReadOnlyList<CriterionAgreement> _agreement = [];
    private IReadOnlyList<ConfusedLevels> _confusions = [];
    private IReadOnlyList<ReviewerFeedback> _feedback = [];
    private IReadOnlyList<RubricVersionSummary> _versions = [];
    private RubricImpact? _impact;
    private LiveRefresh? _live;
    private Actor _actor;
    private ReviewItemId? _mine, _contentOf;
    private string? _message;
    private (string Tab, string Head) _read;
    private string _reason = "", _tab = "Room";
    private bool _loaded, _needsReason;

    [Parameter] public Guid Key { get; set; }

    [Inject] private SessionBoard Board { get; set; } = null!;

    [Inject] private SessionActions Actions { get; set; } = null!;

    [Inject] private RubricAmendments Amendments { get; set; } = null!;

    [Inject] private SessionSignals Signals { get; set; } = null!;

    [Inject] private CurrentWorkspace Workspace { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    private CalibrationSessionId Session => new(Key);

    private IEnumerable<string> Tabs => _view!.IsLead ? ["Room", "Agreement", "Feedback", "Rubric", "Log"] : ["Room", "Agreement", "Feedback", "Log"];

    /// <summary>The room follows the lead; a reviewer may look at another item for a while.</summary>
    private ReviewItemId? Looking => _mine ?? _view!.Room.Focus;

    private int MyLeft => _view!.Room.Plan.Items.Count(i => !_view.Done.Contains((_view.Me, i.Item)));

    private bool AllShown => _view!.Room.Plan.Items.All(i => _view.Room.IsShown(i.Item));

    private Status Verdict => _view!.Room.Phase switch
    {
        SessionPhase.Ended => Status.Done,
        _ => Status.Running,
    };

    private string Sentence
    {
        get
        {
            var room = _view!.Room;
            int wanted = room.Plan.Items.Length * room.Plan.Plan.Reviewers.Length;
            return room.Phase switch
            {
                SessionPhase.Scoring => $"Blind scoring: {_view.Done.Count} of {wanted} answers are in. Nobody sees another's answer before they are frozen and shown.",
                SessionPhase.Ended => $"The session has ended: {room.Agreed.Count} of {room.Plan.Items.Length} items have an agreed answer, and the minutes are signed.",
                _ => $"{room.Agreed.Count} of {room.Plan.Items.Length} items have an agreed answer." + (room.Freeze is { Missing: > 0 } f ? $" {f.Missing} answers are missing: {f.Reason}" : ""),
            };
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        _actor = await Workspace.GetActorAsync();
        _live?.Dispose();
        _live = new LiveRefresh(changed => Signals.Attend(Session, new Attendance(_actor.UserId, _actor.Name), changed), () => InvokeAsync(async () =>
        {
            await RefreshAsync();
            StateHasChanged();
        }));
        await RefreshAsync();
        _loaded = true;
    }

    private async Task RefreshAsync()
    {
        var before = _view?.Room.Focus;
        _view = await Board.GetAsync(_actor, Session, _view, CancellationToken.None);
        if (_view is null || _view.Room.Phase == SessionPhase.Scoring)
            return;
        if (_view.Room.Focus != before)
            _mine = null;
        await ReadItemAsync();
        await ReadTabAsync();
    }

    /// <summary>What a tab shows besides the room takes a moment: it is read for who looks, and again once what it is counted from has changed.</summary>
    private async Task ReadTabAsync()
    {
        var view = _view!;
        string head = _tab == "Agreement" ? view.Room.AnswersHead : view.Room.MatterHead;
        if (_read == (_tab, head))
            return;
        _read = (_tab, head);
        switch (_tab)
        {
            case "Agreement":
                (_agreement, _confusions) = (SessionAgreement.Of(view.Room, view.Rubric), SessionAgreement.Confusions(view.Room, view.Rubric));
                break;
            case "Feedback":
                _feedback = await Board.FeedbackAsync(_actor, Session, CancellationToken.None);
                break;
            case "Rubric":
                _versions = await Amendments.VersionsAsync(_actor, Session, CancellationToken.None);
                _impact = view.Room.Amendment is null ? null : await Amendments.ImpactAsync(_actor, Session, CancellationToken.None);
                break;
        }
    }

    private Task ShowAsync(string tab)
    {
        _tab = tab;
        return ReadTabAsync();
    }

    private async Task ReadItemAsync()
    {
        if (Looking is not { } item || !_view!.Room.IsShown(item))
            (_content, _contentOf) = (null, null);
        else if (_contentOf != item)
            (_content, _contentOf) = (await Board.ItemAsync(_actor, _view, item, CancellationToken.None), item);
    }

    private async Task LookAsync(ReviewItemId item)
    {
        if (_view!.IsLead && _view.Room.IsShown(item) && _view.Room.Phase == SessionPhase.Discussing)
            await DoAsync(new Focused(item));
        _mine = item;
        await ReadItemAsync();
    }

    private async Task FreezeAsync()
    {
        await DoAsync(new Frozen("", 0, 0, _reason.Trim().Length == 0 ? null : _reason.Trim()));
        _needsReason = _message is not null && _view is { Room.Phase: SessionPhase.Scoring, Done.Count: > 0 };
    }

    private async Task<bool> DoAsync(SessionEvent what)
    {
        var result = await Actions.DoAsync(_actor, Session, Guid.CreateVersion7(), what, CancellationToken.None);
        _message = result.Message;
        await RefreshAsync();
        StateHasChanged();
        return result.Done;
    }

    private async Task AmendAsync(RubricVersionId version)
    {
        if (await Amendments.AmendmentAsync(_actor, Session, version, CancellationToken.None) is { } amended)
            await DoAsync(amended);
        else
            _message = "This version says the same as the one that was scored, or belongs to another rubric.";
    }

    private async Task AgainAsync()
    {
        var result = await Amendments.ReviewAgainAsync(_actor, Session, Guid.CreateVersion7(), CancellationToken.None);
        _message = result.Message;
        await RefreshAsync();
    }

    private int NumberOf(ReviewItemId item) => _view!.Room.Plan.Items.First(i => i.Item == item).Number;

    public void Dispose() => _live?.Dispose();
}
