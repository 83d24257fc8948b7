using System.Text;
using Countenance.Album.Storage;
using Countenance.Web.Albums;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Countenance.Web.Serving;

/// <summary>What a person says of faces: said, taken back, exported.</summary>
internal static class CorrectionEndpoints
{
    private const int MostFaces = 10_000;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/corrections", Say).AddEndpointFilter<ForgeryFilter>().DisableAntiforgery();
        app.MapPost("/corrections/undo", Undo).AddEndpointFilter<ForgeryFilter>().DisableAntiforgery();
        app.MapGet("/labels.csv", (AlbumView album) => TypedResults.File(
            Encoding.UTF8.GetBytes(LabelsTable.Write(album.Current, album.Data is not null)), "text/csv; charset=utf-8", "labels.csv"));
    }

    private static Results<JsonHttpResult<long[]>, RedirectHttpResult, BadRequest<string>> Say(HttpContext context, AlbumView album)
    {
        IFormCollection form = context.Request.Form;
        string label = form["label"].ToString();
        long[]? faces = NumberList.Parse(form["faces"].ToString(), MostFaces);
        if (form["faces"].ToString().AsSpan().Count(',') >= MostFaces)
        {
            return TypedResults.BadRequest($"At most {MostFaces:N0} faces can be labelled at once.");
        }

        if (faces is null || !album.Choices.Contains(label) || faces.Any(face => album.Current.RowOf(face) is null))
        {
            return TypedResults.BadRequest("There is no such face or no such expression.");
        }

        return Answer(context, album.Correct(faces, label));
    }

    private static Results<JsonHttpResult<long[]>, RedirectHttpResult, BadRequest<string>> Undo(HttpContext context, AlbumView album)
    {
        long[]? corrections = NumberList.Parse(context.Request.Form["corrections"].ToString(), MostFaces);
        HashSet<long> known = [.. album.Store.Corrections().Where(said => said.Undoes is null).Select(said => said.Id)];
        if (corrections is null || !corrections.All(known.Contains))
        {
            return TypedResults.BadRequest("There is no such correction.");
        }

        return Answer(context, album.Undo(corrections));
    }

    // A script is told the numbers of what was said; a form goes back to the page it is on.
    private static Results<JsonHttpResult<long[]>, RedirectHttpResult, BadRequest<string>> Answer(
        HttpContext context, IReadOnlyList<Correction> said)
    {
        string back = context.Request.Form["back"].ToString();
        return IsLocal(back) ? TypedResults.Redirect(back) : TypedResults.Json(said.Select(correction => correction.Id).ToArray());
    }

    private static bool IsLocal(string path) => path is ['/', ..] and not ['/', '/' or '\\', ..] && !path.Any(char.IsControl);
}
