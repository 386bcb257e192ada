using SynthWorkbench.Synthesis.Metrics.Neighbours;
using SynthWorkbench.Synthesis.Metrics.Privacy;

namespace SynthWorkbench.Synthesis.Metrics.Reporting;

/// <summary>All attacks of a report: what they found, and as metrics.</summary>
internal sealed record PrivacyAttacks(
    ClosestRecordResult? Distances, MembershipResult? Membership, SinglingOutResult SinglingOut, AttackRisk? Linkability, IReadOnlyList<InferredColumn> Inferred, IReadOnlyList<DisclosedColumn> Disclosed)
{
    private const int Attacks = 2000;

    /// <summary>The metrics that come from here.</summary>
    public static IReadOnlySet<string> Ids { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "dcr-share", "nndr", "membership-distance", "membership-density", "membership-found", "membership-outliers", "singling-out", "linkability", "inference", "disclosure",
    };

    public static PrivacyAttacks Run(MixedSpace space, MixedValues values, int train, int holdout, int synthetic, ulong seed, CancellationToken cancellation) => new(
        DistanceToClosestRecord.Run(space, train, holdout, synthetic, seed, cancellation),
        MembershipInference.Run(space, train, holdout, synthetic, seed, cancellation),
        Privacy.SinglingOut.Run(space, values, Attacks, equalSizes: true, seed, cancellation),
        Privacy.Linkability.Run(space, train, holdout, synthetic, Attacks, seed, cancellation),
        AttributeInference.Run(space, values, train, holdout, synthetic, Attacks, seed, cancellation),
        AttributeDisclosure.Run(space, values, cancellation));

    /// <summary>A metric of <see cref="Ids"/>; null where the attack could not run.</summary>
    public MetricValue? Metric(string id, int train, int holdout, int synthetic) => id switch
    {
        "dcr-share" => Distances is null ? null : FidelityEvaluation.Proportion(id, Distances.CloserToTrain * Distances.Rows, Distances.Rows, 0.5) with { Note = Distances.Sampling(train, holdout, synthetic) },
        "nndr" => Distances is null ? null : new MetricValue(id, Distances.RatioToTrain, Math.Max(0, Distances.RatioToTrain - 1.96 * Distances.RatioError), Math.Min(1, Distances.RatioToTrain + 1.96 * Distances.RatioError), Distances.Rows, Distances.RatioToHoldout, "Beside it the same ratio among unseen rows: near it, training rows are not favoured."),
        "membership-distance" => Area(id, Membership?.Distance),
        "membership-density" => Area(id, Membership?.Density),
        "membership-outliers" => Area(id, Membership?.Outliers),
        "membership-found" => Membership?.Density is { } attack ? FidelityEvaluation.Proportion(id, attack.TruePositiveRate * attack.Members, attack.Members, 0.01) : null,
        "singling-out" => Risk(id, Worst(SinglingOut.Univariate, SinglingOut.Multivariate), null),
        "linkability" => Risk(id, Linkability, null),
        "inference" => Inferred.Count == 0 ? null : Risk(id, Inferred[0].Risk, $"Largest for {Inferred[0].Column}."),
        _ => Disclosed.Count == 0 ? null : Risk(id, Disclosed[0].Risk, $"Largest for {Disclosed[0].Column}, looked up by {string.Join(", ", Disclosed[0].Keys)}."),
    };

    private static AttackRisk? Worst(AttackRisk? one, AttackRisk? other) => one is null ? other : other is null || one.Risk >= other.Risk ? one : other;

    private static MetricValue? Area(string id, MembershipAttack? attack) => attack is null ? null
        : new MetricValue(id, attack.Area, Math.Max(0, attack.Area - 1.96 * attack.StandardError), Math.Min(1, attack.Area + 1.96 * attack.StandardError), attack.Members, 0.5);

    private static MetricValue? Risk(string id, AttackRisk? risk, string? note) => risk is null ? null
        : new MetricValue(id, risk.Risk, risk.Low, risk.High, risk.Attacks, 0, $"{risk.Main:P1} of attacks on training rows succeed, {risk.Control:P1} of those on unseen rows.{(note is null ? "" : " " + note)}");
}
