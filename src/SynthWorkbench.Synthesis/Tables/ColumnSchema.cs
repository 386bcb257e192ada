namespace SynthWorkbench.Synthesis.Tables;

/// <summary>How a column's values are held and modelled.</summary>
public enum ColumnKind
{
    /// <summary>Real numbers or integers, held as doubles (integers exactly up to 2^53).</summary>
    Numeric,

    /// <summary>A finite set of labels, dictionary-coded at full cardinality.</summary>
    Categorical,

    /// <summary>Two labels, written as in the source (<c>true/false</c>, <c>yes/no</c>, <c>0/1</c>), dictionary-coded.</summary>
    Boolean,

    /// <summary>Instants or dates without zone, held as .NET ticks (100 ns).</summary>
    DateTime,

    /// <summary>Names a row: never modelled, always generated.</summary>
    Identifier,

    /// <summary>Free text: long, mostly distinct.</summary>
    Text,
}

/// <summary>What part a column plays in a recipe.</summary>
public enum ColumnRole
{
    /// <summary>Modelled as it is.</summary>
    Feature,

    /// <summary>The outcome that utility is measured on.</summary>
    Target,

    /// <summary>A key; values are replaced by a generator.</summary>
    Identifier,

    /// <summary>Directly identifying personal data (see <see cref="PiiKind"/>); values are replaced by a generator.</summary>
    PersonalData,

    /// <summary>Kept out of the output.</summary>
    Excluded,
}

/// <summary>The kind of personal data a column appears to hold.</summary>
public enum PiiKind
{
    /// <summary>None found.</summary>
    None,

    /// <summary>Given, family or full names.</summary>
    PersonName,

    /// <summary>E-mail addresses.</summary>
    Email,

    /// <summary>Telephone numbers.</summary>
    Phone,

    /// <summary>Street addresses.</summary>
    Address,

    /// <summary>National or social-security numbers.</summary>
    NationalId,

    /// <summary>Payment-card numbers (Luhn-valid).</summary>
    PaymentCard,

    /// <summary>Bank account numbers (IBAN-valid).</summary>
    Iban,

    /// <summary>IPv4 or IPv6 addresses.</summary>
    IpAddress,

    /// <summary>Postal codes.</summary>
    PostalCode,

    /// <summary>Dates of birth.</summary>
    BirthDate,
}

/// <summary>Name, kind, role and source format of one column. Immutable; compared by value.</summary>
/// <param name="Name">Unique within the table (ordinal, case-sensitive), not empty.</param>
/// <param name="Kind">How the values are held.</param>
public sealed record ColumnSchema(string Name, ColumnKind Kind)
{
    /// <summary>The part the column plays.</summary>
    public ColumnRole Role { get; init; } = ColumnRole.Feature;

    /// <summary>The kind of personal data found, or <see cref="PiiKind.None"/>.</summary>
    public PiiKind Pii { get; init; }

    /// <summary>Numeric: the largest number of decimals seen in the source, 0 for integers (0 to 15). Output is rounded to it.</summary>
    public int Decimals { get; init; }

    /// <summary>Numeric: every source value is an integer.</summary>
    public bool IsInteger => Kind == ColumnKind.Numeric && Decimals == 0;

    /// <summary>Categorical: the category order carries meaning (given by the dictionary's order).</summary>
    public bool IsOrdinal { get; init; }

    /// <summary>DateTime: the .NET custom format of the source, e.g. <c>yyyy-MM-dd</c>, used when writing text.</summary>
    public string? DateTimeFormat { get; init; }

    /// <summary>Why kind, role or personal-data kind were chosen, in words for a person; null when evident.</summary>
    public string? Reason { get; init; }
}
