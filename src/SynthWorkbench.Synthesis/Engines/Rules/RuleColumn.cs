using System.Collections.Immutable;
using System.Globalization;
using Bogus;
using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Engines.Rules;

/// <summary>One column made by a rule: a block of values is a function of (rule, seed, block, attempt) alone.</summary>
public sealed class RuleColumn
{
    private readonly RecipeRule _rule;
    private readonly double[] _cumulative;
    private readonly ulong _stream;

    /// <summary>Prepares a checked rule; <paramref name="template"/> is the reference's column of the same name, if any, whose format is kept.</summary>
    public RuleColumn(string name, RecipeRule rule, ColumnSchema? template)
    {
        _rule = rule;
        Schema = SchemaOf(name, rule, template);
        _cumulative = Cumulative(rule);
        Quantile = RuleKinds.HasOrder(rule.Kind) ? new RuleQuantile(rule, Schema) : null;
        ulong hash = 0xCBF29CE484222325;
        foreach (char c in name)
            hash = (hash ^ c) * 0x100000001B3;
        _stream = hash;
    }

    /// <summary>The column made.</summary>
    public ColumnSchema Schema { get; }

    /// <summary>Its values in order; null where they have none.</summary>
    internal RuleQuantile? Quantile { get; }

    /// <summary>Whether the values count rows.</summary>
    public bool IsSequence => _rule.Kind == "sequence";

    /// <summary>Draws <paramref name="count"/> values of a block; at the places of <paramref name="normals"/> where the column correlates with others.</summary>
    public Column SampleBlock(ulong seed, long block, int attempt, int count, double[]? normals = null)
    {
        var random = new RandomStream(seed ^ _stream, (ulong)block, (ulong)attempt);
        if (normals is not null)
            return AtPlaces(ref random, normals);
        long firstRow = block * FittedModel.BlockRows;
        return Schema.Kind switch
        {
            ColumnKind.Numeric => new NumericColumn(Schema, Numbers(ref random, firstRow, count)),
            ColumnKind.DateTime => new DateTimeColumn(Schema, Dates(ref random, count)),
            _ => Labels(ref random, firstRow, count, attempt),
        };
    }

    private Column AtPlaces(ref RandomStream random, double[] normals)
    {
        double[] values = new double[normals.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = random.NextDouble() < _rule.Missing ? double.NaN : Quantile!.At(normals[i]);
        switch (Schema.Kind)
        {
            case ColumnKind.Numeric:
                return new NumericColumn(Schema, values);
            case ColumnKind.DateTime:
                long from = ParseDate(_rule.From);
                return new DateTimeColumn(Schema, Array.ConvertAll(values, v => double.IsNaN(v) ? DateTimeColumn.MissingTicks : from + (long)v * DateUnit(_rule)));
            default:
                return new CodedColumn(Schema, Array.ConvertAll(values, v => double.IsNaN(v) ? -1 : (int)v), _rule.Kind == "bernoulli" ? ["false", "true"] : _rule.Values);
        }
    }

    private static ColumnSchema SchemaOf(string name, RecipeRule rule, ColumnSchema? template)
    {
        var kind = rule.Kind switch
        {
            "integer" or "uniform" or "normal" or "lognormal" or "exponential" or "poisson" or "foreign-key" => ColumnKind.Numeric,
            "sequence" => template is { Kind: not ColumnKind.Numeric } ? ColumnKind.Identifier : ColumnKind.Numeric,
            "date" or "datetime" => ColumnKind.DateTime,
            "bernoulli" => ColumnKind.Boolean,
            "list" or "constant" or "country" => ColumnKind.Categorical,
            "uuid" or "pattern" => ColumnKind.Identifier,
            _ => ColumnKind.Text,
        };
        var schema = new ColumnSchema(name, kind)
        {
            Decimals = kind == ColumnKind.Numeric ? rule.Decimals ?? (rule.Kind is "uniform" or "normal" or "lognormal" or "exponential" ? template?.Kind == ColumnKind.Numeric ? template.Decimals : 2 : 0) : 0,
            DateTimeFormat = kind == ColumnKind.DateTime ? template?.DateTimeFormat ?? (rule.Kind == "date" ? "yyyy-MM-dd" : "yyyy-MM-ddTHH:mm:ss") : null,
            Role = kind == ColumnKind.Identifier || rule.Kind == "sequence" ? ColumnRole.Identifier : ColumnRole.Feature,
        };
        return schema;
    }

    /// <summary>Weights of the values, each added to those before it.</summary>
    internal static double[] Cumulative(RecipeRule rule)
    {
        double[] cumulative = new double[rule.Values.Length];
        double sum = 0;
        for (int i = 0; i < cumulative.Length; i++)
            cumulative[i] = sum += rule.Weights.Length == cumulative.Length ? rule.Weights[i] : 1;
        return cumulative;
    }

    private double[] Numbers(ref RandomStream random, long firstRow, int count)
    {
        double[] values = new double[count];
        double min = _rule.Min ?? double.MinValue, max = _rule.Max ?? double.MaxValue, mean = _rule.Mean ?? 0, sd = _rule.Sd ?? 1;
        for (int i = 0; i < count; i++)
        {
            bool missing = random.NextDouble() < _rule.Missing;
            double v = _rule.Kind switch
            {
                "sequence" => (_rule.Start ?? 1) + firstRow + i,
                "foreign-key" => (_rule.Start ?? 1) + Math.Floor(random.NextDouble() * (_rule.Count ?? 1)),
                "integer" => min + Math.Floor(random.NextDouble() * (max - min + 1)),
                "uniform" => min + random.NextDouble() * (max - min),
                "normal" => mean + sd * random.NextGaussian(),
                "lognormal" => LogNormal(random.NextGaussian(), mean, sd),
                "exponential" => -mean * Math.Log(1 - random.NextDouble()),
                _ => Poisson(ref random, mean),
            };
            values[i] = missing ? double.NaN : Math.Clamp(Math.Round(v, Schema.Decimals, MidpointRounding.AwayFromZero), min, max);
        }

        return values;
    }

    /// <summary>Mean and standard deviation are of the values, not of their logarithms.</summary>
    internal static double LogNormal(double z, double mean, double sd)
    {
        double variance = Math.Log(1 + sd * sd / (mean * mean));
        return Math.Exp(Math.Log(mean) - variance / 2 + Math.Sqrt(variance) * z);
    }

    /// <summary>Knuth's product of uniforms in steps of at most 500, so that exp(-mean) does not underflow.</summary>
    private static double Poisson(ref RandomStream random, double mean)
    {
        double left = mean, p = 1;
        int k = 0;
        while (true)
        {
            k++;
            p *= 1 - random.NextDouble();
            while (p < 1 && left > 0)
            {
                double step = Math.Min(500, left);
                p *= Math.Exp(step);
                left -= step;
            }

            if (p <= 1)
                return k - 1;
        }
    }

    private long[] Dates(ref RandomStream random, int count)
    {
        long from = ParseDate(_rule.From), unit = DateUnit(_rule), units = DateUnits(_rule);
        long[] ticks = new long[count];
        for (int i = 0; i < count; i++)
        {
            bool missing = random.NextDouble() < _rule.Missing;
            long value = from + (long)(random.NextDouble() * units) * unit;
            ticks[i] = missing ? DateTimeColumn.MissingTicks : value;
        }

        return ticks;
    }

    private static long DateUnit(RecipeRule rule) => rule.Kind == "date" ? TimeSpan.TicksPerDay : TimeSpan.TicksPerSecond;

    /// <summary>The days or seconds from the first to the last date, both counted.</summary>
    internal static long DateUnits(RecipeRule rule) => (ParseDate(rule.To) - ParseDate(rule.From)) / DateUnit(rule) + 1;

    internal static long ParseDate(string? text) => DateTime.Parse(text!, CultureInfo.InvariantCulture, DateTimeStyles.None).Ticks;

    private CodedColumn Labels(ref RandomStream random, long firstRow, int count, int attempt)
    {
        var dictionary = ImmutableArray.CreateBuilder<string>();
        var codeOf = new Dictionary<string, int>(StringComparer.Ordinal);
        int[] codes = new int[count];
        var faker = new Faker("en") { Random = new Randomizer((int)(random.NextUInt64() & 0x7FFF_FFFF)) };
        for (int i = 0; i < count; i++)
        {
            bool missing = random.NextDouble() < _rule.Missing;
            string label = Label(ref random, faker, firstRow + i, attempt);
            if (missing)
            {
                codes[i] = -1;
                continue;
            }

            if (!codeOf.TryGetValue(label, out int code))
            {
                codeOf[label] = code = dictionary.Count;
                dictionary.Add(label);
            }

            codes[i] = code;
        }

        return new CodedColumn(Schema, codes, dictionary.ToImmutable());
    }

    private string Label(ref RandomStream random, Faker faker, long row, int attempt)
    {
        switch (_rule.Kind)
        {
            case "sequence": return ((_rule.Start ?? 1) + row).ToString();
            case "constant": return _rule.Values[0];
            case "bernoulli": return random.NextDouble() < (_rule.Mean ?? 0.5) ? "true" : "false";
            case "list":
                return _rule.Values[RuleQuantile.Place(_cumulative, random.NextDouble())];
            case "uuid": return Uuid(random.NextUInt64(), random.NextUInt64());
            case "pattern": return Pattern(ref random, _rule.Pattern ?? "");
            case "first-name": return faker.Name.FirstName();
            case "last-name": return faker.Name.LastName();
            case "full-name": return faker.Name.FullName();
            case "user-name": return faker.Internet.UserName() + (attempt == 0 ? "" : attempt.ToString());
            case "email": return faker.Internet.Email(provider: "example.org");
            case "phone": return faker.Phone.PhoneNumber("+1 ### 555 ####");
            case "street-address": return faker.Address.StreetAddress();
            case "city": return faker.Address.City();
            case "postal-code": return faker.Address.ZipCode();
            case "country": return faker.Address.Country();
            case "company": return faker.Company.CompanyName();
            case "job-title": return faker.Name.JobTitle();
            case "iban": return faker.Finance.Iban();
            case "payment-card": return faker.Finance.CreditCardNumber();
            case "national-id": return Pattern(ref random, "999-99-9999");
            case "ip-address": return faker.Internet.Ip();
            case "url": return faker.Internet.UrlWithPath(domain: "example.org");
            case "words": return string.Join(' ', faker.Lorem.Words(3));
            default: return faker.Lorem.Sentence();
        }
    }

    /// <summary>A random (version 4) UUID from 128 bits.</summary>
    private static string Uuid(ulong high, ulong low)
    {
        high = (high & 0xFFFF_FFFF_FFFF_0FFFUL) | 0x4000;
        low = (low & 0x3FFF_FFFF_FFFF_FFFFUL) | 0x8000_0000_0000_0000UL;
        return $"{high >> 32:x8}-{(high >> 16) & 0xFFFF:x4}-{high & 0xFFFF:x4}-{low >> 48:x4}-{low & 0xFFFF_FFFF_FFFFUL:x12}";
    }

    private static string Pattern(ref RandomStream random, string pattern)
    {
        const string Any = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
        var text = new char[pattern.Length];
        int length = 0;
        for (int i = 0; i < pattern.Length; i++)
        {
            text[length++] = pattern[i] switch
            {
                'A' => (char)('A' + random.NextInt32(26)),
                'a' => (char)('a' + random.NextInt32(26)),
                '9' => (char)('0' + random.NextInt32(10)),
                '*' => Any[random.NextInt32(Any.Length)],
                '\\' when i + 1 < pattern.Length => pattern[++i],
                char c => c,
            };
        }

        return new string(text, 0, length);
    }
}
