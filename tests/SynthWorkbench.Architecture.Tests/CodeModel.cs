using Mono.Cecil;
using Mono.Cecil.Rocks;

namespace SynthWorkbench.Architecture.Tests;

/// <summary>A type as the rules see it: compiler-made and nested types are folded into the type that declares them.</summary>
/// <param name="Name">Full name.</param>
/// <param name="Namespace">Namespace.</param>
/// <param name="Uses">Full names of the types that signatures, fields, attributes and bodies mention.</param>
/// <param name="Calls">Members called, as <c>Type::Member</c>; constructors as <c>Type::.ctor</c>.</param>
/// <param name="Attributes">Full names of the attributes on the type with their constructor and property arguments as text.</param>
internal sealed record CodeType(string Name, string Namespace, IReadOnlySet<string> Uses, IReadOnlySet<string> Calls, IReadOnlyList<string> Attributes, int InjectedProperties);

/// <summary>Reads assemblies into <see cref="CodeType"/>s.</summary>
internal static class CodeModel
{
    public static IReadOnlyList<CodeType> Product { get; } =
    [
        .. new[] { "SynthWorkbench.Numerics", "SynthWorkbench.Synthesis", "SynthWorkbench.Application", "SynthWorkbench.Web", "synthwb" }
            .SelectMany(name => Read(Path.Combine(AppContext.BaseDirectory, name + ".dll"))),
    ];

    /// <summary>Types of this test assembly that break a rule on purpose; each lives in the namespace that its rule governs.</summary>
    public static IReadOnlyList<CodeType> Canaries { get; } =
        [.. Read(typeof(CodeModel).Assembly.Location).Where(t => t.Name.Contains("Canary", StringComparison.Ordinal))];

    private static IEnumerable<CodeType> Read(string path)
    {
        using var assembly = AssemblyDefinition.ReadAssembly(path);
        return assembly.MainModule.Types.Where(t => t.Name != "<Module>").Select(Describe).ToList();
    }

    private static CodeType Describe(TypeDefinition type)
    {
        var uses = new HashSet<string>(StringComparer.Ordinal);
        var calls = new HashSet<string>(StringComparer.Ordinal);
        Collect(type, uses, calls);
        return new CodeType(type.FullName, type.Namespace, uses, calls,
            [.. type.CustomAttributes.Select(a => a.AttributeType.FullName + "(" + string.Join(',', a.ConstructorArguments.Select(c => c.Value)) + "|"
                + string.Join(',', a.Properties.Select(p => p.Name + "=" + p.Argument.Value)) + ")")],
            type.Properties.Count(p => p.CustomAttributes.Any(a => a.AttributeType.Name == "InjectAttribute")));
    }

    private static void Collect(TypeDefinition type, HashSet<string> uses, HashSet<string> calls)
    {
        Add(type.BaseType, uses);
        foreach (var i in type.Interfaces)
            Add(i.InterfaceType, uses);
        foreach (var a in type.CustomAttributes)
            Add(a.AttributeType, uses);
        foreach (var f in type.Fields)
            Add(f.FieldType, uses);
        foreach (var p in type.Properties)
            Add(p.PropertyType, uses);
        foreach (var m in type.GetMethods().Concat(type.GetConstructors()))
        {
            Add(m.ReturnType, uses);
            foreach (var p in m.Parameters)
                Add(p.ParameterType, uses);
            if (!m.HasBody)
                continue;
            foreach (var v in m.Body.Variables)
                Add(v.VariableType, uses);
            foreach (var instruction in m.Body.Instructions)
            {
                switch (instruction.Operand)
                {
                    case MethodReference called:
                        Add(called.DeclaringType, uses);
                        Add(called.ReturnType, uses);
                        foreach (var p in called.Parameters)
                            Add(p.ParameterType, uses);
                        if (called is GenericInstanceMethod generic)
                        {
                            foreach (var g in generic.GenericArguments)
                                Add(g, uses);
                        }

                        calls.Add(called.DeclaringType.GetElementType().FullName + "::" + called.Name);
                        break;
                    case FieldReference field:
                        Add(field.DeclaringType, uses);
                        Add(field.FieldType, uses);
                        break;
                    case TypeReference mentioned:
                        Add(mentioned, uses);
                        break;
                }
            }
        }

        foreach (var nested in type.NestedTypes)
            Collect(nested, uses, calls);
    }

    private static void Add(TypeReference? type, HashSet<string> uses)
    {
        switch (type)
        {
            case null or GenericParameter:
                return;
            case GenericInstanceType generic:
                foreach (var argument in generic.GenericArguments)
                    Add(argument, uses);
                Add(generic.ElementType, uses);
                return;
            case TypeSpecification specification:
                Add(specification.ElementType, uses);
                return;
            default:
                uses.Add(type.FullName);
                if (type.DeclaringType is not null)
                    Add(type.DeclaringType, uses);
                return;
        }
    }
}
