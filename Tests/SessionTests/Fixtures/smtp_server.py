"""A mail server on loopback for tests: plain, STARTTLS or TLS, with AUTH PLAIN and LOGIN, and mishaps on demand.

Arguments: FOLDER MODE [CERTIFICATE KEY], MODE one of plain, starttls, tls. Writes its port into FOLDER/port. Before each
connection it reads FOLDER/plan: lines `STEP ACTION`, where STEP is connect, ehlo, auth, mail, rcpt, data, body or end
and ACTION is an answer such as `451 later`, or close, hang, kill, or `closeafter`/`killafter` (act, then go on without
answering). kill ends the process whose id stands in FOLDER/victim, and the connection. Each accepted letter is appended
to FOLDER/letters as its Message-ID, and its text stands in FOLDER/letter-N. What clients say stands in FOLDER/said.
"""
import base64, os, signal, socket, ssl, sys, threading, time

folder, mode = sys.argv[1], sys.argv[2]
lock = threading.Lock()
count = 0


class Gone(Exception):
    pass


def plan():
    try:
        with open(folder + "/plan") as file:
            return dict(line.rstrip("\n").split(" ", 1) for line in file if " " in line)
    except FileNotFoundError:
        return {}


def note(name, line):
    with lock, open(folder + "/" + name, "a") as file:
        file.write(line + "\n")


def accept(text):
    global count
    with lock:
        count += 1
        with open(folder + "/letter-%d" % count, "wb") as file:
            file.write(text)
        unfolded = text.decode("utf-8", "replace").replace("\r\n ", " ")
        ids = [l for l in unfolded.splitlines() if l.lower().startswith("message-id:")]
        with open(folder + "/letters", "a") as file:
            file.write((ids[0].split(":", 1)[1].strip() if ids else "?") + "\n")


def serve(connection, tls):
    steps = plan()
    secure = mode == "tls"
    if secure:
        connection = tls.wrap_socket(connection, server_side=True)
    reader = connection.makefile("rb")

    def say(line):
        connection.sendall((line + "\r\n").encode())

    def kill():
        try:
            with open(folder + "/victim") as file:
                os.kill(int(file.read()), signal.SIGKILL)
        except (OSError, ValueError):
            pass

    def step(name, usual):
        """Answers, or has the mishap of this step; true where the step is done as usual."""
        action = steps.get(name, "")
        if action == "close":
            raise Gone
        if action == "hang":
            time.sleep(30)
            raise Gone
        if action == "kill":
            kill()
            raise Gone
        if action:
            say(action)
            return False
        say(usual)
        return True

    if not step("connect", "220 test ESMTP"):
        return
    while True:
        line = reader.readline()
        if not line:
            return
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        note("said", text)
        verb = text.split(" ")[0].upper()
        if verb in ("EHLO", "HELO"):
            if steps.get("ehlo", "").startswith("4"):
                say(steps["ehlo"])
                continue
            extra = ["STARTTLS"] if mode == "starttls" and not secure else []
            if secure or mode == "plain":
                extra.append("AUTH PLAIN LOGIN")
            for word in ["test"] + extra:
                connection.sendall(("250-%s\r\n" % word).encode())
            step("ehlo", "250 8BITMIME")
        elif verb == "STARTTLS":
            say("220 go ahead")
            connection = tls.wrap_socket(connection, server_side=True)
            reader = connection.makefile("rb")
            secure = True
        elif verb == "AUTH":
            words = text.split(" ")
            if words[1].upper() == "PLAIN":
                if len(words) < 3:
                    say("334 ")
                    words.append(reader.readline().decode().strip())
                user, password = base64.b64decode(words[2]).decode().split("\0")[1:]
            else:
                say("334 VXNlcm5hbWU6")
                user = base64.b64decode(reader.readline()).decode()
                say("334 UGFzc3dvcmQ6")
                password = base64.b64decode(reader.readline()).decode()
            if (user, password) == ("sam@example.org", "pass \"word\\"):
                step("auth", "235 welcome")
            else:
                say("535 5.7.8 wrong name or password")
        elif verb == "MAIL":
            step("mail", "250 sender ok")
        elif verb == "RCPT":
            step("rcpt", "250 recipient ok")
        elif verb == "DATA":
            if not step("data", "354 go on"):
                continue
            if steps.get("body") == "close":
                raise Gone
            if steps.get("body") == "kill":
                kill()
            body = b""
            while True:
                part = reader.readline()
                if not part:
                    raise Gone
                if part == b".\r\n":
                    break
                body += part[1:] if part.startswith(b".") else part
            action = steps.get("end", "")
            if action in ("", "closeafter", "killafter"):
                accept(body)
            if action == "killafter":
                kill()
            if action in ("closeafter", "killafter"):
                raise Gone
            step("end", "250 taken")
        elif verb == "QUIT":
            say("221 bye")
            return
        else:
            say("250 ok")


def handle(connection, tls):
    try:
        serve(connection, tls)
    except (Gone, OSError):
        pass
    finally:
        try:
            connection.close()
        except OSError:
            pass


tls = None
if mode != "plain":
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(sys.argv[3], sys.argv[4])
listener = socket.create_server(("127.0.0.1", 0))
with open(folder + "/port.new", "w") as file:
    file.write(str(listener.getsockname()[1]))
os.rename(folder + "/port.new", folder + "/port")
# Ends with the test, also one that was killed.
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
while True:
    connection, _ = listener.accept()
    threading.Thread(target=handle, args=(connection, tls), daemon=True).start()
