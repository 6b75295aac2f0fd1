using System.Reflection;
using Mono.Cecil;
using Mono.Cecil.Cil;
using StrokeFunctions.Hosting;

namespace StrokeFunctions.Tests.Hosting.Contract;

/// <summary>
/// Which problems a function's compiled code can answer with: the statuses 400 to 599 that stand in the methods which it calls, directly or
/// not, and which make an answer. It may find too many (a branch that is never taken), never too few, but for what the server itself
/// refuses.
/// </summary>
internal static class ReachableStatuses
{
    private static readonly ModuleDefinition App = ModuleDefinition.ReadModule(typeof(FunctionCatalog).Assembly.Location);

    public static SortedSet<int> Of(MethodInfo function)
    {
        var statuses = new SortedSet<int>();
        var seen = new HashSet<MethodDefinition>();
        var open = new Stack<MethodDefinition>(
            [App.GetType(function.DeclaringType!.FullName).Methods.Single(method => method.Name == function.Name)]);
        while (open.TryPop(out var method))
        {
            if (!method.HasBody || !seen.Add(method)) continue;
            var operands = method.Body.Instructions.Select(instruction => instruction.Operand);
            foreach (var called in operands.OfType<MethodReference>().Where(IsOfTheApp))
            {
                if (called.Resolve() is not { } own) continue;
                open.Push(own);
                foreach (var other in OverridesOf(own)) open.Push(other);
            }

            foreach (var steps in StateMachines(method)) open.Push(steps);
            if (method.Body.Instructions.Any(MakesAnAnswer)) statuses.UnionWith(method.Body.Instructions.Select(Status).OfType<int>());
        }

        return statuses;
    }

    private static int? Status(Instruction instruction) =>
        instruction.OpCode == OpCodes.Ldc_I4 && instruction.Operand is int and >= 400 and < 600 ? (int)instruction.Operand : null;

    private static bool IsOfTheApp(MethodReference method) => method.DeclaringType.GetElementType().Scope is ModuleDefinition;

    private static bool MakesAnAnswer(Instruction instruction) =>
        instruction.Operand is MethodReference called && (IsAnAnswer(called.ReturnType) || IsAnAnswer(called.DeclaringType));

    private static bool IsAnAnswer(TypeReference type) =>
        type.FullName.StartsWith("Microsoft.AspNetCore.Http.IResult", StringComparison.Ordinal)
        || type.FullName.StartsWith("Microsoft.AspNetCore.Http.HttpResults", StringComparison.Ordinal)
        || (type.Scope is ModuleDefinition && type.Resolve() is { } own
            && own.Interfaces.Any(implemented => implemented.InterfaceType.FullName == "Microsoft.AspNetCore.Http.IResult"));

    /// <summary>What a call through a base class or an interface of the app may lead to.</summary>
    private static IEnumerable<MethodDefinition> OverridesOf(MethodDefinition method) => !method.IsVirtual ? [] :
        from type in App.GetTypes()
        where IsA(type, method.DeclaringType)
        from other in type.Methods
        where other.IsVirtual && other.Name == method.Name && other.Parameters.Count == method.Parameters.Count
        select other;

    private static bool IsA(TypeDefinition type, TypeDefinition parent) =>
        type.Interfaces.Any(implemented => implemented.InterfaceType.FullName == parent.FullName)
        || (type.BaseType is { } above && (above.FullName == parent.FullName
            || (above.GetElementType().Scope is ModuleDefinition && IsA(above.Resolve(), parent))));

    /// <summary>The body of an async method stands in a type that the compiler makes.</summary>
    private static IEnumerable<MethodDefinition> StateMachines(MethodDefinition method) =>
        from attribute in method.CustomAttributes
        where attribute.AttributeType.Name.EndsWith("StateMachineAttribute", StringComparison.Ordinal)
        let machine = ((TypeReference)attribute.ConstructorArguments[0].Value).Resolve()
        select machine.Methods.Single(step => step.Name == "MoveNext");
}
