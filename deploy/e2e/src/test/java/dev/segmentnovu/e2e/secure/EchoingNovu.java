package dev.segmentnovu.e2e.secure;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.segmentnovu.event.EventCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Novu, and a receiver of alerts, whose errors repeat the request with all its headers, as
 * proxies and careless servers do. A request that has {@code status-NNN} in its body or path gets
 * that status, any other succeeds.
 */
final class EchoingNovu implements AutoCloseable {
  private static final Pattern WANTED = Pattern.compile("status-(\\d{3})");

  private final Map<Integer, Integer> answers = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  EchoingNovu() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    Matcher wanted = WANTED.matcher(exchange.getRequestURI() + body);
    int status = wanted.find() ? Integer.parseInt(wanted.group(1)) : 201;
    answers.merge(status, 1, Integer::sum);
    ObjectNode answer = EventCodec.JSON.createObjectNode();
    if (status < 300) {
      answer.putObject("data").put("acknowledged", true).put("status", "processed");
    } else {
      StringBuilder echo = new StringBuilder("Refused: ").append(exchange.getRequestMethod());
      echo.append(' ').append(exchange.getRequestURI());
      exchange
          .getRequestHeaders()
          .forEach((name, values) -> echo.append(' ').append(name).append(": ").append(values));
      echo.append(' ').append(body);
      answer.put("statusCode", status).put("message", echo.toString());
      answer.putObject("errors").putObject("general").put("value", body);
      exchange
          .getResponseHeaders()
          .set("X-Echo", String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    }
    byte[] bytes = EventCodec.JSON.writeValueAsBytes(answer);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** Its address without a path. */
  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** How many requests got this status. */
  int answered(int status) {
    return answers.getOrDefault(status, 0);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
