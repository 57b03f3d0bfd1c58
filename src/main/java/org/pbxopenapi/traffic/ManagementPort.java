package org.pbxopenapi.traffic;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.ext.web.RoutingContext;

/** What is ours of the management port: every answer has a {@code Date}. */
@ApplicationScoped
class ManagementPort {

    void register(@Observes ManagementInterface management) {
        management.router().route().order(Integer.MIN_VALUE).handler(ManagementPort::date);
    }

    private static void date(RoutingContext context) {
        context.addHeadersEndHandler(ignored -> DateHeader.put(context.response()));
        context.next();
    }
}
