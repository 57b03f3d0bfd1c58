package org.pbxopenapi.extension;

import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;

import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/** Message body writer of lists. It writes by Vert.x, which costs less than a JAX-RS response with its headers. */
@Provider
public class ListWriter implements ServerMessageBodyWriter<EncodedListResponse> {

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, ResteasyReactiveResourceInfo target, MediaType mediaType) {
        return type == EncodedListResponse.class;
    }

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type == EncodedListResponse.class;
    }

    @Override
    public void writeResponse(EncodedListResponse list, Type genericType, ServerRequestContext context) {
        list.write();
    }

    @Override
    public void writeTo(EncodedListResponse list, Class<?> type, Type genericType, Annotation[] annotations,
            MediaType mediaType, MultivaluedMap<String, Object> headers, OutputStream out) {
        throw new UnsupportedOperationException("Lists are written to Vert.x responses only");
    }
}
