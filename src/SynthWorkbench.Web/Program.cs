using MudBlazor.Services;
using SynthWorkbench.Application;
using SynthWorkbench.Web.Components;
using SynthWorkbench.Web.Endpoints;
using SynthWorkbench.Web.Infrastructure;
using SynthWorkbench.Web.Interop;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddWorkbench(builder.Configuration);
builder.Services.AddRazorComponents().AddInteractiveServerComponents();
builder.Services.AddMudServices();
builder.Services.AddCascadingAuthenticationState();
builder.Services.AddAntiforgery();
builder.Services.AddWorkspacePolicies();
builder.Services.AddScoped<CurrentWorkspace>().AddScoped<FileUpload>().AddScoped<ShellLook>();

var app = builder.Build();
app.UseStatusCodePagesWithReExecute("/not-found");
app.UseAntiforgery();
app.MapStaticAssets().AllowAnonymous();
app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
app.MapDatasetsEndpoints().MapRecipesEndpoints().MapGenerationEndpoints().MapFidelityEndpoints();
app.Run();
