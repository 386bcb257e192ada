using SynthWorkbench.Numerics.Statistics;

namespace SynthWorkbench.Synthesis.Metrics.Privacy;

/// <summary>
/// How much better an attack works on training rows than on rows the engine never saw: (main - control) / (1 - control) of Wilson-adjusted success rates, 0 when it works no better.
/// </summary>
/// <param name="Main">Adjusted success rate on training rows.</param>
/// <param name="Control">Adjusted success rate on holdout rows.</param>
/// <param name="Risk">The risk, in [0, 1].</param>
/// <param name="Low">Lower end of its 95 % interval.</param>
/// <param name="High">Upper end of its 95 % interval.</param>
/// <param name="Attacks">Attacks of either kind.</param>
/// <remarks>Giomi, Boenisch, Wehmeyer and Tasnádi, "A Unified Framework for Quantifying Privacy Risk in Synthetic Data", PoPETs 2023(2), section 4.4; standard errors are propagated.</remarks>
public sealed record AttackRisk(double Main, double Control, double Risk, double Low, double High, int Attacks)
{
    /// <summary>The risk of successes among attacks on training rows and on control rows.</summary>
    public static AttackRisk Of(int successes, int attacks, int controlSuccesses, int controlAttacks)
    {
        var (main, mainError) = Adjusted(successes, attacks);
        var (control, controlError) = Adjusted(controlSuccesses, controlAttacks);
        double risk = control >= 1 ? 0 : (main - control) / (1 - control);
        double fromMain = 1 / (1 - control), fromControl = (main - 1) / ((1 - control) * (1 - control));
        double error = control >= 1 ? 1 : Math.Sqrt(fromMain * fromMain * mainError * mainError + fromControl * fromControl * controlError * controlError);
        return new AttackRisk(main, control, Math.Clamp(risk, 0, 1), Math.Clamp(risk - error, 0, 1), Math.Clamp(risk + error, 0, 1), attacks);
    }

    /// <summary>Centre and half width of the Wilson interval at 95 %.</summary>
    private static (double Rate, double Error) Adjusted(int successes, int attacks)
    {
        if (attacks == 0)
            return (0, 0);
        var (low, high) = WilsonInterval.Of(successes, attacks);
        return ((low + high) / 2, (high - low) / 2);
    }
}
