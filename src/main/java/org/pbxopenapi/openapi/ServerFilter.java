package org.pbxopenapi.openapi;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.pbxopenapi.http.HttpConfig;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import io.quarkus.smallrye.openapi.OpenApiFilter.RunStage;

/** OpenAPI filter that sets the document's server to the path prefix: a relative URL, which is valid for every host name. */
@OpenApiFilter(stages = RunStage.RUNTIME_PER_REQUEST)
@ApplicationScoped
public class ServerFilter implements OASFilter {

    private final HttpConfig.Endpoint config;

    ServerFilter(HttpConfig.Endpoint config) {
        this.config = config;
    }

    @Override
    public void filterOpenAPI(OpenAPI document) {
        String prefix = config.prefix();
        document.getServers().forEach(server -> server.setUrl(prefix.isEmpty() ? "/" : prefix));
    }
}
