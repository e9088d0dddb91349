package dev.segmentnovu.bench.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** One end of a persistent connection on this machine, which sends one message at a time. */
public final class WireConnection {
  private final SocketChannel channel;
  private final SelectionKey key;
  private final HttpInput input = new HttpInput();
  private @Nullable ByteBuffer unsent;

  /** Connects to a server; returns when connected. */
  public static WireConnection to(Selector selector, int port) throws IOException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    return new WireConnection(selector, SocketChannel.open(address));
  }

  /** The end of an accepted connection. */
  public WireConnection(Selector selector, SocketChannel channel) throws IOException {
    this.channel = channel;
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    key = channel.register(selector, SelectionKey.OP_READ, this);
  }

  /** Sends a message; the previous one must have been sent. */
  public void send(ByteBuffer message) throws IOException {
    unsent = message;
    flush();
  }

  private void flush() throws IOException {
    if (unsent != null) {
      channel.write(unsent);
      boolean done = !unsent.hasRemaining();
      key.interestOps(done ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE);
      unsent = done ? null : unsent;
    }
  }

  /**
   * Reads and writes what is possible now. Returns whether a message is complete; the caller must
   * call {@link #taken} after using it.
   */
  public boolean ready() throws IOException {
    flush();
    if (key.isReadable() && !input.readFrom(channel)) {
      throw new IOException("the other side closed the connection");
    }
    return input.isComplete();
  }

  /** The complete message. */
  public HttpInput message() {
    return input;
  }

  /** Drops the complete message; returns whether the next one is complete already. */
  public boolean taken() throws IOException {
    input.next();
    return input.isComplete();
  }

  /** Closes the connection. Messages in flight are lost. */
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      key.cancel(); // the connection is useless in either case
    }
  }
}
