using System.Globalization;

namespace SynthWorkbench.Application.Privacy;

/// <summary>Epsilons to three digits, rounded so that a claim never looks better than it is; deltas and shares.</summary>
public static class PrivacyFigures
{
    /// <summary>What is spent: rounded up.</summary>
    public static string Up(double epsilon) => Shown(epsilon, Math.Ceiling);

    /// <summary>What is left: rounded down.</summary>
    public static string Down(double epsilon) => Shown(epsilon, Math.Floor);

    private static string Shown(double epsilon, Func<double, double> round)
    {
        if (epsilon == 0 || !double.IsFinite(epsilon))
            return epsilon == 0 ? "0" : "more than can be told";
        int decimals = Math.Clamp(2 - (int)Math.Floor(Math.Log10(epsilon)), 0, 6);
        double unit = Math.Pow(10, decimals);

        // What lies within rounding of a shown number is that number: 2.5 spent is 2.5, not 2.51.
        double scaled = epsilon * unit, nearest = Math.Round(scaled);
        return ((Math.Abs(scaled - nearest) < 1e-6 ? nearest : round(scaled)) / unit).ToString("0.######", CultureInfo.InvariantCulture);
    }

    /// <summary>A delta to its last digit, as people write it: 1e-9.</summary>
    public static string Delta(double delta) => delta.ToString(delta is > 0 and < 0.001 ? "0.################e-0" : "R", CultureInfo.InvariantCulture);

    /// <summary>A share of the budget in percent, to two digits where it is small.</summary>
    public static string Share(double share) => share is > 0 and < 0.0001 ? "less than 0.01 %" : (share * 100).ToString(share < 0.01 ? "0.00" : share < 0.1 ? "0.0" : "0", CultureInfo.InvariantCulture) + " %";
}
