using System.Globalization;
using SynthWorkbench.Application.Jobs;

namespace SynthWorkbench.Web.Components.Shared;

/// <summary>How fast a job goes and how long it will take, in words.</summary>
internal static class PaceWords
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>"12,000 rows a second, about 40 s left", or nothing while unknown.</summary>
    public static string Of(JobView job) => string.Join(", ", new[] { Rate(job), job.Left is { } left ? Left(left) : null }.Where(w => w is not null));

    public static string Left(TimeSpan left) => left.TotalSeconds switch
    {
        < 1.5 => "about a second left",
        < 90 => string.Create(Invariant, $"about {Math.Ceiling(left.TotalSeconds):0} s left"),
        < 5400 => string.Create(Invariant, $"about {left.TotalMinutes:0} min left"),
        < 172_800 => string.Create(Invariant, $"about {left.TotalHours:0.#} h left"),
        _ => "more than two days left",
    };

    private static string? Rate(JobView job) => job.State != JobState.Running || job.Rate <= 0 ? null : string.Create(Invariant, $"{Rounded(job.Rate)} {job.Unit} a second");

    private static string Rounded(double rate) => rate.ToString(rate >= 100 ? "N0" : "0.##", Invariant);
}
