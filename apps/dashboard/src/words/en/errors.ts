export default {
  title: 'errors',
}
