package org.pbxopenapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** Checks the manifests in k8s/ against the schemas of Kubernetes, each other and the application. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ManifestsTest {

    /** Model classes by apiVersion and kind. Secret is missing: no manifest may contain one. */
    private static final Map<String, Class<?>> KINDS = Map.ofEntries(
            Map.entry("v1 ConfigMap", ConfigMap.class),
            Map.entry("v1 Service", Service.class),
            Map.entry("v1 ServiceAccount", ServiceAccount.class),
            Map.entry("apps/v1 Deployment", Deployment.class),
            Map.entry("apps/v1 StatefulSet", StatefulSet.class),
            Map.entry("autoscaling/v2 HorizontalPodAutoscaler", HorizontalPodAutoscaler.class),
            Map.entry("batch/v1 Job", Job.class),
            Map.entry("monitoring.coreos.com/v1 PrometheusRule", PrometheusRule.class),
            Map.entry("monitoring.coreos.com/v1 ServiceMonitor", ServiceMonitor.class),
            Map.entry("networking.k8s.io/v1 Ingress", Ingress.class),
            Map.entry("networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class),
            Map.entry("policy/v1 PodDisruptionBudget", PodDisruptionBudget.class));

    private static final Set<String> WITHOUT_REFERENCES = Set.of("ConfigMap", "ServiceAccount");
    private static final String CONFIG_MODEL = "META-INF/quarkus-config-doc/quarkus-config-model.json";

    /** The model classes collect unknown fields; this mapper rejects them. */
    private static final ObjectMapper STRICT = new ObjectMapper(new YAMLFactory())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .setAnnotationIntrospector(new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                    return false;
                }
            });

    static Stream<Path> files() throws IOException {
        return Files.walk(Path.of("k8s")).filter(file -> file.toString().endsWith(".yaml"))
                .filter(file -> !file.endsWith("kustomization.yaml")).sorted();
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyFileHasValidObjects(Path file) throws Exception {
        for (JsonNode object : read(Files.readString(file))) {
            valid(object);
        }
    }

    @Test
    void misspelledFieldsAndWrongTypesAreInvalid() throws Exception {
        String deployment = Files.readString(Path.of("k8s/base/deployment.yaml"));
        for (String field : List.of("ports", "replicas", "containerPort", "readOnlyRootFilesystem", "sleep", "matchLabels")) {
            JsonNode misspelled = read((deployment + "  replicas: 1\n").replace(field + ":", field + "x:")).get(0);
            assertThrows(UnrecognizedPropertyException.class, () -> valid(misspelled), field);
        }
        JsonNode wrongType = read(deployment.replace("maxSurge: 1", "maxSurge: [1]")).get(0);
        assertThrows(IOException.class, () -> valid(wrongType));
    }

    @ParameterizedTest
    @ValueSource(strings = { "edge", "central", "trial" })
    void everyObjectOfAnOverlayMatchesTheOthersAndTheApplication(String overlay) throws Exception {
        checkObjects(render(Path.of("k8s/overlays", overlay)));
    }

    @ParameterizedTest
    @ValueSource(strings = { "edge", "central", "trial" })
    void everyObjectWithTlsMatchesTheOthersAndTheApplication(String overlay) throws Exception {
        Path folder = Files.createDirectories(Path.of("target/k8s-tls", overlay));
        Files.writeString(folder.resolve("kustomization.yaml"), """
                apiVersion: kustomize.config.k8s.io/v1beta1
                kind: Kustomization
                resources: [../../../k8s/overlays/%s]
                components: [../../../k8s/components/tls, ../../../k8s/components/database-tls]
                """.formatted(overlay));
        List<JsonNode> objects = render(folder);
        checkObjects(objects);
        for (JsonNode container : ourContainers(objects)) {
            Set<String> folders = stream(container.at("/volumeMounts")).map(mount -> mount.at("/mountPath").asText())
                    .collect(toSet());
            assertTrue(folders.contains("/etc/pbx-openapi/database"), folders::toString);
            stream(container.at("/env")).filter(variable -> variable.at("/name").asText().endsWith("_FILES"))
                    .forEach(variable -> assertTrue(
                            folders.contains(Path.of(variable.at("/value").asText()).getParent().toString()),
                            variable::toString));
        }
    }

    private static void checkObjects(List<JsonNode> objects) throws IOException {
        for (JsonNode object : objects) {
            valid(object);
        }
        pods(objects).forEach(ManifestsTest::isRestricted);
        pods(objects).forEach(ManifestsTest::mountsItsVolumes);
        ourContainers(objects).forEach(ManifestsTest::matchesTheApplication);
        objects.forEach(object -> matchesTheOthers(object, objects));
    }

    @Test
    void theDockerfileUsesTheConfiguredBuilderImage() throws Exception {
        String builder = ConfigProvider.getConfig().getValue("quarkus.native.builder-image", String.class);
        assertTrue(Files.readString(Path.of("src/main/docker/Dockerfile.native")).contains("FROM " + builder + " AS build\n"));
    }

    private static void valid(JsonNode object) throws IOException {
        String kind = object.at("/apiVersion").asText() + " " + object.at("/kind").asText();
        assertNotNull(KINDS.get(kind), () -> "Unknown kind: " + kind);
        STRICT.treeToValue(object, KINDS.get(kind));
    }

    /** Checks the Pod Security Standard "restricted", and a read-only root file system. */
    private static void isRestricted(JsonNode pod) {
        JsonNode spec = pod.at("/spec");
        assertFalse(spec.has("initContainers"));
        spec.fieldNames().forEachRemaining(field -> assertFalse(field.startsWith("host"), field));
        spec.at("/volumes").forEach(volume -> assertFalse(volume.has("hostPath"), volume::toString));
        assertTrue(spec.at("/securityContext/runAsNonRoot").asBoolean() && spec.at("/securityContext/runAsUser").asInt() > 0);
        assertEquals("RuntimeDefault", spec.at("/securityContext/seccompProfile/type").asText());
        assertEquals("false", spec.at("/automountServiceAccountToken").asText());
        for (JsonNode container : spec.at("/containers")) {
            JsonNode context = container.at("/securityContext");
            assertEquals(
                    "{\"allowPrivilegeEscalation\":false,\"capabilities\":{\"drop\":[\"ALL\"]},\"readOnlyRootFilesystem\":true}",
                    context.toString());
            assertTrue(container.at("/resources/limits/memory").asText().matches("\\d+Mi"), container::toString);
            assertTrue(container.at("/resources/requests/cpu").asText().matches("\\d+m"), container::toString);
            assertTrue(container.at("/image").asText().matches("[a-z-]+:\\d+\\.\\d+\\.\\d+"), container::toString);
            assertTrue(container.findValues("hostPort").isEmpty(), container::toString);
        }
    }

    private static void matchesTheApplication(JsonNode container) {
        Map<String, String> settings = settings();
        for (JsonNode variable : container.at("/env")) {
            String name = variable.at("/name").asText();
            assertTrue(settings.containsKey(name), () -> name + " is not a run-time setting");
            settings.put(name, variable.at("/value").asText());
            JsonNode secret = variable.at("/valueFrom/secretKeyRef");
            assertTrue(secret.isMissingNode() || documentedSecrets().contains(secret), secret::toString);
        }
        String memory = container.at("/resources/limits/memory").asText();
        assertTrue(Integer.parseInt(memory.replace("Mi", "")) >= 96,
                () -> memory + ": docs/operating.md has the smallest limit that works");
        Map<String, String> ports = new HashMap<>();
        container.at("/ports").forEach(port -> ports.put(port.at("/name").asText(), port.at("/containerPort").asText()));
        if (container.has("args")) { // commands open no port
            assertEquals("[\"migrate\"]", container.at("/args").toString());
            assertEquals(Map.of(), ports);
            return;
        }
        boolean secure = "disabled".equals(settings.get("QUARKUS_HTTP_INSECURE_REQUESTS"));
        assertEquals(Map.of(secure ? "https" : "http", settings.get(secure ? "QUARKUS_HTTP_SSL_PORT" : "QUARKUS_HTTP_PORT"),
                "management", settings.get("QUARKUS_MANAGEMENT_PORT")), ports);
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            JsonNode get = container.at("/" + probe + "/httpGet");
            assertEquals("management", get.at("/port").asText(), probe);
            assertEquals(200, statusOfManagement(get.at("/path").asText()), probe);
        }
    }

    private static void matchesTheOthers(JsonNode object, List<JsonNode> objects) {
        JsonNode spec = object.at("/spec");
        switch (object.at("/kind").asText()) {
            case "Deployment" -> {
                JsonNode pod = spec.at("/template/spec");
                selected(spec.at("/selector/matchLabels"), pods(objects));
                named(objects, "ServiceAccount", pod.at("/serviceAccountName").asText());
                pod.at("/topologySpreadConstraints").findValues("matchLabels").forEach(l -> selected(l, pods(objects)));
                hasTimeToDrain(pod, objects);
            }
            case "StatefulSet" -> selected(spec.at("/selector/matchLabels"), pods(objects));
            case "Job" -> assertTrue(!spec.at("/template/spec").has("serviceAccountName")
                    || named(objects, "ServiceAccount", spec.at("/template/spec/serviceAccountName").asText()) != null);
            case "Service" -> {
                JsonNode pod = selected(spec.at("/selector"), pods(objects));
                spec.at("/ports").forEach(port -> assertTrue(portNames(pod).contains(port.at("/targetPort").asText())));
            }
            case "PodDisruptionBudget" -> selected(spec.at("/selector/matchLabels"), pods(objects));
            case "HorizontalPodAutoscaler" -> {
                JsonNode scaled = named(objects, spec.at("/scaleTargetRef/kind").asText(),
                        spec.at("/scaleTargetRef/name").asText());
                assertEquals(scaled.at("/apiVersion"), spec.at("/scaleTargetRef/apiVersion"));
                int connections = (1 + spec.at("/maxReplicas").asInt())
                        * Integer.parseInt(variable(objects, "QUARKUS_DATASOURCE_JDBC_MAX_SIZE", "16"));
                assertTrue(connections <= 151, () -> connections + " are more than MariaDB's default of max_connections");
            }
            case "NetworkPolicy" -> {
                spec.at("/policyTypes").forEach(type -> assertTrue(Set.of("Ingress", "Egress").contains(type.asText())));
                JsonNode pod = pods(objects).stream().filter(p -> hasLabels(p, spec.at("/podSelector/matchLabels")))
                        .findFirst().orElseThrow();
                spec.at("/ingress").findValues("port")
                        .forEach(port -> assertTrue(portNames(pod).contains(port.asText()), port.asText()));
            }
            case "Ingress" -> spec.at("/rules").findValues("paths").forEach(paths -> paths.forEach(path -> {
                JsonNode service = named(objects, "Service", path.at("/backend/service/name").asText());
                assertTrue(portNames(service).contains(path.at("/backend/service/port/name").asText()));
                assertEquals(variable(objects, "PBX_ENDPOINT_PATH_PREFIX", "") + "/openapi.php", path.at("/path").asText());
                assertEquals("Prefix", path.at("/pathType").asText());
            }));
            case "ServiceMonitor" -> {
                JsonNode service = selected(spec.at("/selector/matchLabels"),
                        objects.stream().filter(o -> o.at("/kind").asText().equals("Service")).toList());
                spec.at("/endpoints").forEach(scraped -> {
                    assertTrue(portNames(service).contains(scraped.at("/port").asText()));
                    assertEquals(200, statusOfManagement(scraped.at("/path").asText()));
                });
            }
            case "PrometheusRule" -> Pattern.compile("job=\"([^\"]+)\"")
                    .matcher(String.join("\n", spec.findValuesAsText("expr"))).results()
                    .forEach(job -> named(objects, "Service", job.group(1))); // the Prometheus Operator uses its name as the job
            default -> assertTrue(WITHOUT_REFERENCES.contains(object.at("/kind").asText()), object::toString);
        }
    }

    /** The grace period must exceed the sum of the preStop sleep, the drain delay and the drain timeout. */
    private static void hasTimeToDrain(JsonNode pod, List<JsonNode> objects) {
        int preStop = pod.at("/containers/0/lifecycle/preStop/sleep/seconds").asInt();
        int delay = Integer.parseInt(variable(objects, "PBX_DRAIN_DELAY", "0s").replace("s", ""));
        int timeout = Integer.parseInt(variable(objects, "PBX_DRAIN_TIMEOUT", "10s").replace("s", ""));
        assertTrue(preStop > 0 && delay > 0);
        assertTrue(preStop + delay + timeout < pod.at("/terminationGracePeriodSeconds").asInt());
    }

    private static void mountsItsVolumes(JsonNode pod) {
        Set<String> volumes = stream(pod.at("/spec/volumes")).map(volume -> volume.at("/name").asText()).collect(toSet());
        volumes.add("data"); // a volumeClaimTemplate
        pod.at("/spec/containers").findValues("volumeMounts").forEach(mounts -> mounts
                .forEach(mount -> assertTrue(volumes.contains(mount.at("/name").asText()), mount::toString)));
        pod.at("/spec/volumes").findValues("secretName").forEach(secret -> assertTrue(
                readme().matches("(?s).*create secret (tls|generic) " + secret.asText() + " .*"), secret::asText));
    }

    /** Returns the only object with all these labels. */
    private static JsonNode selected(JsonNode labels, List<JsonNode> objects) {
        assertTrue(labels.size() > 0, "A selector without labels");
        List<JsonNode> found = objects.stream().filter(o -> hasLabels(o, labels)).toList();
        assertEquals(1, found.size(), () -> "Objects with the labels " + labels);
        return found.get(0);
    }

    private static boolean hasLabels(JsonNode object, JsonNode labels) {
        return object.at("/metadata/labels").properties().containsAll(labels.properties());
    }

    private static JsonNode named(List<JsonNode> objects, String kind, String name) {
        return objects.stream()
                .filter(o -> o.at("/kind").asText().equals(kind) && o.at("/metadata/name").asText().equals(name))
                .findFirst().orElseThrow(() -> new AssertionError("No " + kind + " " + name));
    }

    private static List<JsonNode> pods(List<JsonNode> objects) {
        return objects.stream().map(o -> o.at("/spec/template")).filter(template -> template.has("spec")).toList();
    }

    private static List<JsonNode> ourContainers(List<JsonNode> objects) {
        List<JsonNode> containers = pods(objects).stream().flatMap(pod -> stream(pod.at("/spec/containers")))
                .filter(container -> container.at("/image").asText().startsWith("pbx-openapi:")).toList();
        assertTrue(!containers.isEmpty());
        return containers;
    }

    /** Returns the port names of a Service or of a pod's containers. */
    private static Set<String> portNames(JsonNode object) {
        return object.at("/spec").findValues("ports").stream().flatMap(ManifestsTest::stream)
                .map(port -> port.at("/name").asText()).collect(toSet());
    }

    private static String variable(List<JsonNode> objects, String name, String otherwise) {
        return ourContainers(objects).stream().flatMap(container -> stream(container.at("/env")))
                .filter(variable -> variable.at("/name").asText().equals(name))
                .map(variable -> variable.at("/value").asText()).findFirst().orElse(otherwise);
    }

    private static int statusOfManagement(String path) {
        return RawHttp.get(TestDatabase.managementPort(), path).status();
    }

    /** Returns the environment variables of all run-time settings, with their defaults or null. */
    private static Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        try (InputStream in = Files.newInputStream(Path.of("src/main/resources/application.properties"))) {
            for (URL model : Collections.list(Thread.currentThread().getContextClassLoader().getResources(CONFIG_MODEL))) {
                for (JsonNode item : new ObjectMapper().readTree(model).findParents("phase")) {
                    if (item.at("/phase").asText().equals("RUN_TIME")) {
                        settings.put(item.at("/path/environmentVariable").asText(), item.path("defaultValue").asText(null));
                    }
                }
            }
            ConfigProvider.getConfig().getPropertyNames().forEach(name -> {
                if (name.startsWith("pbx.")) {
                    settings.put(variable(name), null);
                }
            });
            Properties ours = new Properties();
            ours.load(in);
            ours.forEach((name, value) -> settings.replace(variable((String) name), (String) value));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return settings;
    }

    private static String variable(String property) {
        return property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase();
    }

    /** Returns the Secrets that k8s/README.md documents, as secretKeyRefs. */
    private static Set<JsonNode> documentedSecrets() {
        return Stream.of(readme().split("create secret generic ")).skip(1)
                .map(text -> text.split("\n\n")[0])
                .flatMap(command -> Pattern.compile("--from-literal=([^=]+)=").matcher(command).results()
                        .map(key -> (JsonNode) STRICT.createObjectNode().put("key", key.group(1))
                                .put("name", command.split(" ")[0])))
                .collect(toSet());
    }

    private static String readme() {
        try {
            return Files.readString(Path.of("k8s/README.md"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<JsonNode> render(Path kustomization) throws Exception {
        Process kubectl;
        try {
            kubectl = new ProcessBuilder("kubectl", "kustomize", kustomization.toString()).redirectErrorStream(true).start();
        } catch (IOException e) {
            assumeTrue(System.getenv("GITHUB_ACTIONS") != null, "No kubectl here: the overlays are not rendered");
            throw e; // GitHub runners have kubectl
        }
        String output = new String(kubectl.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, kubectl.waitFor(), output);
        return read(output);
    }

    private static List<JsonNode> read(String yaml) throws IOException {
        List<JsonNode> objects = new ArrayList<>();
        try (var documents = new ObjectMapper(new YAMLFactory()).readerFor(JsonNode.class).<JsonNode> readValues(yaml)) {
            documents.forEachRemaining(objects::add);
        }
        return objects;
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
