using System.Globalization;
using SynthWorkbench.Application.Calibration.Planning;
using SynthWorkbench.Application.Calibration.Reviewers;
using SynthWorkbench.Numerics.Agreement;

namespace SynthWorkbench.Web.Components.Calibration.Reviewers;

/// <summary>Figures of reviewers in words, and the addresses of their pages.</summary>
internal static class ReviewerWords
{
    public static string Percent(double share) => share.ToString("P0", CultureInfo.InvariantCulture);

    /// <summary>A number with a real minus.</summary>
    public static string Signed(double value, string format = "0.00") => (value > 0 ? "+" : value < 0 ? "−" : "") + Math.Abs(value).ToString(format, CultureInfo.InvariantCulture);

    public static string Number(double value, string format = "0.00") => (value < 0 ? "−" : "") + Math.Abs(value).ToString(format, CultureInfo.InvariantCulture);

    public static string Interval(Share share) => $"{Percent(share.Low)} to {Percent(share.High)}, n = {share.Of:N0}";

    public static string Interval(AgreementResult result) => result.Low is { } low && result.High is { } high ? $"{Number(low)} to {Number(high)}" : "";

    /// <summary>A share in a sentence.</summary>
    public static string Sentence(Share share) => $"{share.Times:N0} of {share.Of:N0}, {Percent(share.Value!.Value)} ({Percent(share.Low)} to {Percent(share.High)})";

    public static string Of(SessionCause cause) => cause switch
    {
        SessionCause.Errors => "Errors on known items",
        SessionCause.Severity => "Severity",
        _ => "Overturned by the lead",
    };

    /// <summary>A page of reviewers with what is looked at.</summary>
    public static string Address(string path, ReviewerScope scope, params (string Name, string? Value)[] more) => Address(path, scope.Rubric.Id.Value, scope.Criterion?.Id, scope.Days, more);

    public static string Address(string path, Guid? rubric, string? criterion, int? days, params (string Name, string? Value)[] more)
    {
        (string Name, string? Value)[] all = [("rubric", rubric?.ToString()), ("criterion", criterion), ("days", days?.ToString(CultureInfo.InvariantCulture)), .. more];
        string query = string.Join('&', all.Where(q => !string.IsNullOrEmpty(q.Value)).Select(q => $"{q.Name}={Uri.EscapeDataString(q.Value!)}"));
        return query.Length == 0 ? path : $"{path}?{query}";
    }

    /// <summary>The plan of a session for a signal.</summary>
    public static string SessionAddress(MonitorSignal signal, Guid person) => $"calibration/new?from={signal.From}&reviewer={person}&cause={signal.Cause}";
}
