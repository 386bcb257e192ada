using SynthWorkbench.Application;
using SynthWorkbench.Web.Endpoints;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddWorkbench(builder.Configuration);

var app = builder.Build();
app.MapDatasetsEndpoints().MapRecipesEndpoints().MapGenerationEndpoints().MapFidelityEndpoints();
app.Run();
