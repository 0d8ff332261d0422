// What Swift cannot say to libedit and to the terminal by itself: variadic calls, wide characters,
// the signal action's union and volatile words. Every function is `static inline`, so no object file
// is needed; nothing here keeps state.
//
// Characters are passed as int32_t, one Unicode scalar each: wchar_t would arrive in Swift as a
// Unicode.Scalar, which must never hold the surrogates and garbage a terminal can send.

#ifndef CEDITLINE_H
#define CEDITLINE_H

#include <errno.h>
#include <fcntl.h>
#include <histedit.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

_Static_assert(sizeof(wchar_t) == sizeof(int32_t), "wide characters are Unicode scalars here");

typedef int (*ce_reader)(EditLine *, int32_t *);
typedef unsigned char (*ce_command)(EditLine *, wint_t);
typedef void (*ce_handler)(int);

// --- the editing engine ---

static inline int ce_set_reader(EditLine *el, ce_reader reader) {
  return el_wset(el, EL_GETCFN, (el_rfunc_t)reader);
}

static inline int ce_set_client_data(EditLine *el, void *data) { return el_wset(el, EL_CLIENTDATA, data); }

static inline void *ce_client_data(EditLine *el) {
  void *data = NULL;
  return el_wget(el, EL_CLIENTDATA, &data) == 0 ? data : NULL;
}

static inline int ce_set_editor(EditLine *el, const char *name) { return el_set(el, EL_EDITOR, name); }

static inline int ce_is_vi(EditLine *el) {
  const char *name = NULL;
  return el_get(el, EL_EDITOR, &name) == 0 && name != NULL && strcmp(name, "vi") == 0;
}

static inline int ce_is_editing(EditLine *el) {
  int on = 0;
  return el_get(el, EL_EDITMODE, &on) == 0 && on != 0;
}

static inline int ce_add_command(EditLine *el, const char *name, const char *help, ce_command command) {
  return el_set(el, EL_ADDFN, name, help, command);
}

static inline int ce_bind(EditLine *el, const char *key, const char *command) {
  return el_set(el, EL_BIND, key, command, NULL);
}

static inline int ce_bind_alternate(EditLine *el, const char *key, const char *command) {
  return el_set(el, EL_BIND, "-a", key, command, NULL);
}

// Makes every key arrive as it is while a line is edited: no signals, no flow control, no exchange of CR and NL
// (a pasted CR LF must be known from two line breaks).
static inline int ce_take_all_keys(EditLine *el) {
  return el_set(el, EL_SETTY, "-d", "-isig", "-ixon", "-icrnl", "-inlcr", "-igncr", NULL);
}

static inline int ce_prepare_terminal(EditLine *el, int raw) { return el_set(el, EL_PREP_TERM, raw); }

// With 1 each reading of a line returns after one command: what would end the line only ends the command.
static inline int ce_step_by_command(EditLine *el, int on) { return el_set(el, EL_UNBUFFERED, on); }

// The numbers as text, which is how libedit takes them.
static inline int ce_set_screen(EditLine *el, const char *rows, const char *columns) {
  int failed = el_set(el, EL_SETTC, "co", columns, NULL);
  return el_set(el, EL_SETTC, "li", rows, NULL) != 0 ? -1 : failed;
}

static inline const int32_t *ce_read_line(EditLine *el, int *count) { return (const int32_t *)el_wgets(el, count); }

static inline const int32_t *ce_line(EditLine *el, int *length, int *cursor) {
  const LineInfoW *line = el_wline(el);
  *length = (int)(line->lastchar - line->buffer);
  *cursor = (int)(line->cursor - line->buffer);
  return (const int32_t *)line->buffer;
}

static inline int ce_replace_line(EditLine *el, const int32_t *text) {
  return el_wreplacestr(el, (const wchar_t *)text);
}

static inline int ce_insert(EditLine *el, const int32_t *text) { return el_winsertstr(el, (const wchar_t *)text); }

// --- the engine's own history list, for the commands of the engine a user binds by name ---

static inline int ce_use_history(EditLine *el, HistoryW *list) { return el_wset(el, EL_HIST, history_w, list); }

static inline int ce_history_size(HistoryW *list, int size) {
  HistEventW event;
  return history_w(list, &event, H_SETSIZE, size);
}

static inline int ce_history_add(HistoryW *list, const int32_t *text) {
  HistEventW event;
  return history_w(list, &event, H_ENTER, (const wchar_t *)text);
}

// --- locale, terminal, signals ---

// Makes characters wide as Unicode scalars: the user's locale where it is UTF-8, else C.UTF-8.
static inline int ce_use_utf8(void) {
  if (setlocale(LC_CTYPE, "") != NULL && strcmp(nl_langinfo(CODESET), "UTF-8") == 0) return 1;
  if (setlocale(LC_CTYPE, "C.UTF-8") != NULL) return 1;
  return setlocale(LC_CTYPE, "en_US.UTF-8") != NULL;
}

static inline int ce_window_size(int fd, int *rows, int *columns) {
  struct winsize size;
  if (ioctl(fd, TIOCGWINSZ, &size) != 0) return -1;
  *rows = size.ws_row;
  *columns = size.ws_col;
  return 0;
}

// Installs a handler without SA_RESTART, so that a blocked call returns when the signal comes.
static inline int ce_handle_signal(int signal, ce_handler handler, struct sigaction *previous) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = handler;
  sigemptyset(&action.sa_mask);
  return sigaction(signal, &action, previous);
}

static inline int ce_is_ignored(int signal) {
  struct sigaction action;
  return sigaction(signal, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

static inline int ce_exit_status(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : -1; }

static inline int32_t ce_load(const int32_t *word) { return __atomic_load_n(word, __ATOMIC_SEQ_CST); }

static inline void ce_store(int32_t *word, int32_t value) { __atomic_store_n(word, value, __ATOMIC_SEQ_CST); }

#endif
