using Microsoft.Extensions.DependencyInjection;

namespace SynthWorkbench.Application.Recipes;

public static class RecipesServices
{
    public static IServiceCollection AddRecipes(this IServiceCollection services) => services.AddSingleton<RecipeCatalog>().AddSingleton<RecipeDrafts>();
}
