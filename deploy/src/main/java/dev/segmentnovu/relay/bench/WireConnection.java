package dev.segmentnovu.relay.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** A connection kept open to a server on this machine, with one request on its way at most. */
final class ClientConnection {
  private final SocketChannel channel;
  private final SelectionKey key;
  private final HttpInput input = new HttpInput();
  private @Nullable ByteBuffer unsent;

  /** Connects; returns when it has. */
  ClientConnection(Selector selector, int port) throws IOException {
    channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    key = channel.register(selector, SelectionKey.OP_READ, this);
  }

  /** Sends a request; the one before must have been answered. */
  void send(ByteBuffer request) throws IOException {
    unsent = request;
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
   * Does what the connection is ready for; returns whether an answer is there, which is to be
   * {@link #taken}.
   */
  boolean ready() throws IOException {
    flush();
    if (key.isReadable() && !input.readFrom(channel)) {
      throw new IOException("the server closed the connection");
    }
    return input.isComplete();
  }

  /** The answer that is there. */
  HttpInput answer() {
    return input;
  }

  /** Done with the answer. */
  void taken() {
    input.next();
  }

  /** Closes it; an answer on its way is lost. */
  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      key.cancel(); // it is of no use either way
    }
  }
}
