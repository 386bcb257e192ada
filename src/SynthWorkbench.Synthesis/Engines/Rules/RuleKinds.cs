namespace SynthWorkbench.Synthesis.Engines.Rules;

/// <summary>The kinds of rule that can make a column without a model.</summary>
public static class RuleKinds
{
    /// <summary>All kinds, in the order in which the recipe page offers them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "sequence", "uuid", "pattern", "constant", "list", "integer", "uniform", "normal", "lognormal", "exponential", "poisson", "bernoulli",
        "date", "datetime", "expression", "foreign-key",
        "first-name", "last-name", "full-name", "user-name", "email", "phone", "street-address", "city", "postal-code", "country", "company", "job-title",
        "iban", "payment-card", "national-id", "ip-address", "url", "words", "sentence",
    ];

    /// <summary>Whether the values of a kind stand in an order, so that they can correlate with others.</summary>
    public static bool HasOrder(string kind) => kind is "integer" or "uniform" or "normal" or "lognormal" or "exponential" or "poisson" or "bernoulli" or "list" or "date" or "datetime";

    /// <summary>The settings that count for a kind, those it needs first.</summary>
    public static IReadOnlyList<string> Settings(string kind) => kind switch
    {
        "sequence" => ["start", "missing"],
        "pattern" => ["pattern", "missing"],
        "constant" => ["values", "missing"],
        "list" => ["values", "weights", "missing"],
        "integer" => ["min", "max", "missing"],
        "uniform" => ["min", "max", "decimals", "missing"],
        "normal" or "lognormal" => ["mean", "sd", "min", "max", "decimals", "missing"],
        "exponential" => ["mean", "min", "max", "decimals", "missing"],
        "poisson" => ["mean", "min", "max", "missing"],
        "bernoulli" => ["mean", "missing"],
        "date" or "datetime" => ["from", "to", "missing"],
        "expression" => ["expression", "decimals", "missing"],
        "foreign-key" => ["count", "start", "missing"],
        _ => ["missing"],
    };

    /// <summary>What a person must set for a kind, in words; empty where nothing must be set.</summary>
    public static string Needs(string kind) => kind switch
    {
        "pattern" => "pattern",
        "constant" => "values with one entry",
        "list" => "values",
        "integer" or "uniform" => "min and max",
        "normal" or "lognormal" => "mean and sd",
        "exponential" or "poisson" or "bernoulli" => "mean",
        "date" or "datetime" => "from and to",
        "expression" => "expression",
        "foreign-key" => "count",
        _ => "",
    };
}
