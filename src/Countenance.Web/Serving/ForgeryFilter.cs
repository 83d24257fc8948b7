using Microsoft.AspNetCore.Antiforgery;

namespace Countenance.Web.Serving;

/// <summary>Lets a form through that this page made itself and that is not larger than it may be.</summary>
internal sealed class ForgeryFilter(IAntiforgery forgery) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        HttpContext http = context.HttpContext;
        if (!http.Request.HasFormContentType)
        {
            return TypedResults.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        }

        try
        {
            await http.Request.ReadFormAsync(http.RequestAborted);
        }
        catch (BadHttpRequestException error)
        {
            return TypedResults.StatusCode(error.StatusCode);
        }
        catch (InvalidDataException)
        {
            return TypedResults.StatusCode(StatusCodes.Status413PayloadTooLarge);
        }

        return await forgery.IsRequestValidAsync(http) ? await next(context) : TypedResults.StatusCode(StatusCodes.Status400BadRequest);
    }
}
