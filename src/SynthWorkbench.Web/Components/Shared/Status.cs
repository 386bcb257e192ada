namespace SynthWorkbench.Web.Components.Shared;

/// <summary>Every word for a state in the product: one word a state.</summary>
public enum Status
{
    Queued,
    Running,
    Done,
    Failed,
    Cancelled,
    Draft,
    InValidation,
    Validated,
    Approved,
    Released,
    Recalled,
    Pass,
    Warn,
    Fail,
    Inconclusive,
    NotApplicable,
}
