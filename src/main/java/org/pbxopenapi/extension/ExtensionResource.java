package org.pbxopenapi.extension;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.net.URLEncoder;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.pbxopenapi.apikey.PresentedKey;
import org.pbxopenapi.apikey.TenantScope;
import org.pbxopenapi.cache.CachedValue;
import org.pbxopenapi.extension.EncodedList.Encoded;
import org.pbxopenapi.http.PhpQuery;
import org.pbxopenapi.http.PhpRouter;

import io.smallrye.common.annotation.NonBlocking;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/** Resource of the extension list: a cached list, a page of it, or a stream if the list is too long for the cache. */
@Path("/openapi.php/extensions")
@Produces(MediaType.APPLICATION_JSON)
@NonBlocking
@Tag(name = "extension")
public class ExtensionResource {

    private static final String KEY = "key";
    private static final List<String> LINK_PARAMETERS = List.of("object", "action", KEY, "tenant", "tech", "number", "search",
            "limit");

    private final ExtensionListCache lists;

    ExtensionResource(ExtensionListCache lists) {
        this.lists = lists;
    }

    @GET
    @Operation(operationId = "listExtensions", summary = "List extensions", description = "The extensions of the tenant, or those of all tenants for a global key without a tenant, ordered by id.")
    @APIResponse(responseCode = "200", description = "The extensions, ordered by id", headers = {
            @Header(name = "Age", ref = "Age"), @Header(name = "Cache-Status", ref = "Cache-Status"),
            @Header(name = "ETag", ref = "ETag"), @Header(name = "Link", ref = "Link"),
            @Header(name = "RateLimit", ref = "RateLimit"),
            @Header(name = "RateLimit-Policy", ref = "RateLimit-Policy"),
            @Header(name = "X-Total-Count", ref = "X-Total-Count")
    }, content = @Content(schema = @Schema(type = SchemaType.ARRAY, implementation = ExtensionItem.class), examples = {
            @ExampleObject(name = "extensions", ref = "extensions"), @ExampleObject(name = "page", ref = "page"),
            @ExampleObject(name = "none", ref = "none") }))
    @APIResponse(responseCode = "304", ref = "notModified")
    public CompletionStage<EncodedListResponse> list(@Context RoutingContext context) {
        PhpQuery sent = PhpRouter.query(context);
        ListQuery query = ListQuery.of(TenantScope.of(context), sent);
        var eventLoop = Vertx.currentContext();
        return lists.get(query).thenCompose(found -> found.value().isPresent()
                ? respond(context, sent, query, found, found.value().get())
                : CompletableFuture.completedFuture(lists.stream(query))
                        .thenComposeAsync(list -> list.write(context), task -> eventLoop.runOnContext(ignored -> task.run()))
                        .thenApply(written -> null));
    }

    private CompletableFuture<EncodedListResponse> respond(RoutingContext context, PhpQuery sent, ListQuery query,
            CachedValue<?> found, EncodedList list) {
        String ifNoneMatch = header(context.request(), HttpHeaders.IF_NONE_MATCH);
        boolean gzip = EncodedListResponse.acceptsGzip(header(context.request(), HttpHeaders.ACCEPT_ENCODING));
        CompletableFuture<Encoded> encoded = lists.encoded(list, gzip);
        if (!query.isPage()) {
            return encoded.thenApply(bytes -> new EncodedListResponse(context, bytes, ifNoneMatch).from(found));
        }
        String link = list.next == null ? null
                : nextLink(sent, PresentedKey.isOnlyInQuery(context), query.cursor(list.next));
        return encoded.thenCombine(lists.total(query),
                (bytes, total) -> new EncodedListResponse(context, bytes, ifNoneMatch, total.value(), link).from(found)
                        .from(total));
    }

    /** All headers of this name, joined by commas; null if there is none. */
    private static String header(HttpServerRequest request, CharSequence name) {
        List<String> values = request.headers().getAll(name);
        return values.isEmpty() ? null : String.join(",", values);
    }

    /**
     * The link is relative, since a proxy may have removed a prefix of the path. So it repeats {@code object} and
     * {@code action}.
     */
    private static String nextLink(PhpQuery sent, boolean withKey, String cursor) {
        StringBuilder link = new StringBuilder("<?");
        for (String name : LINK_PARAMETERS) {
            if (sent.has(name) && (withKey || !name.equals(KEY))) {
                link.append(name).append('=')
                        .append(URLEncoder.encode(new String(sent.bytes(name), ISO_8859_1), ISO_8859_1)).append('&');
            }
        }
        return link.append("cursor=").append(cursor).append(">; rel=\"next\"").toString();
    }
}
